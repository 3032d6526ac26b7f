//! Tables of usage errors: what is rejected, and the text of the error.

use northflank_gate::cli::options::OptionName;
use test_support::{COMMIT, TOKEN};

const LENGTH: &str = "pass a number and a unit, such as 30m, 90s or 1h 30m";
const NO_API_KEY: &str = "there is no option --api-key\n  cause: arguments show in process lists and in logs, so the token is never one\n  hint: set NORTHFLANK_API_TOKEN, or pass --api-key-file FILE\n  help: #no-api-token";
const NO_TOKEN: &str = "there is no option --token\n  cause: arguments show in process lists and in logs, so the token is never one\n  hint: set NORTHFLANK_API_TOKEN, or pass --api-key-file FILE\n  help: #no-api-token";
const BRANCH: &str = "pass the branch's name, such as main, or any";
const HOST: &str = "pass an address such as https://api.northflank.com";

/// A cause, a hint, and the values that are rejected with them.
pub(crate) type Values = (
    &'static str,
    &'static str,
    &'static [(OptionName, &'static str)],
);

/// Values that an option cannot have.
pub(crate) const VALUES: [Values; 34] = [
    (
        "a commit is 40 hexadecimal digits, or at least the first 7",
        "pass the 40 digits of the commit, or auto",
        &[
            (OptionName::Sha, "main"),
            (OptionName::Sha, "12c15e"),
            (OptionName::Sha, "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a19080"),
        ],
    ),
    (
        "zeros stand for no commit, such as that of a deleted branch",
        "pass the 40 digits of the commit, or auto",
        &[(OptionName::Sha, "0000000000000000000000000000000000000000")],
    ),
    (
        "an id holds neither white space nor a control character",
        "pass the id, not the name",
        &[(OptionName::TeamId, "my team")],
    ),
    (
        "dots alone are no id",
        "pass the id, not the name",
        &[(OptionName::TeamId, ".."), (OptionName::TeamId, ".")],
    ),
    (
        "no id holds such a character",
        "pass the id as Northflank's address bar shows it",
        &[
            (OptionName::TeamId, "a/b"),
            (OptionName::ServiceId, "api;web"),
            (OptionName::TeamId, "$"),
        ],
    ),
    (
        "it is the name of a variable, which nothing replaced by a value",
        "write it as this CI system replaces variables; a shell replaces none in single quotes",
        &[
            (OptionName::TeamId, "${TEAM}"),
            (OptionName::Sha, "$CI_COMMIT_SHA"),
            (OptionName::Sha, "${{ github.sha }}"),
            (OptionName::Sha, "$(Build.SourceVersion)"),
            (OptionName::Branch, "%teamcity.build.branch%"),
            (OptionName::ServiceId, "$(JOB)"),
            (OptionName::ServiceId, "${{ vars.JOB }}"),
            (OptionName::ServiceId, "{{ service }}"),
            (OptionName::Timeout, "$TIMEOUT"),
            (OptionName::Json, "$OUT"),
        ],
    ),
    (
        "it names no branch: those are refs/heads/…",
        BRANCH,
        &[(OptionName::Branch, "refs/tags/v1")],
    ),
    (
        "no branch has a space, a control character or one of ~ ^ : ? * [ \\ in its name",
        BRANCH,
        &[(OptionName::Branch, "main branch")],
    ),
    (
        "it holds the name of a variable, which nothing replaced by a value",
        BRANCH,
        &[
            (OptionName::Branch, "refs/heads/${BR}"),
            (OptionName::Branch, "release-${{ inputs.version }}"),
            (OptionName::Branch, "feature/$BR"),
            (OptionName::Branch, "$$BR"),
        ],
    ),
    (
        "it stands in quotes",
        BRANCH,
        &[
            (OptionName::Branch, "\"main\""),
            (OptionName::Branch, "'main'"),
        ],
    ),
    (
        "the word for no filter is any, in lower case; a branch of that name is refs/heads/NAME",
        BRANCH,
        &[(OptionName::Branch, "ANY")],
    ),
    (
        "not a duration",
        LENGTH,
        &[
            (OptionName::Timeout, "soon"),
            (OptionName::Timeout, "."),
            (OptionName::Timeout, "1.2.3"),
            (OptionName::Timeout, "99999999"),
        ],
    ),
    (
        "longer than 7 days, which is the most",
        LENGTH,
        &[(OptionName::Timeout, "8d")],
    ),
    (
        "longer than 7 days, which is the most",
        "pass a time such as 2026-11-23T10:00:00Z, how long ago such as 10m, or any",
        &[(OptionName::NotBefore, "8d")],
    ),
    (
        "it is a Unix time",
        "pass 2026-11-23T10:00:00.000Z",
        &[
            (OptionName::NotBefore, "1795428000"),
            (OptionName::NotBefore, "1795428000000"),
        ],
    ),
    (
        "the unit is missing: 10s, 10m?",
        "pass a time such as 2026-11-23T10:00:00Z, how long ago such as 10m, or any",
        &[(OptionName::NotBefore, "10")],
    ),
    (
        "M stands for months or years: did you mean minutes (5m)?",
        LENGTH,
        &[(OptionName::Timeout, "5M")],
    ),
    (
        "the unit is missing: 600000s?",
        LENGTH,
        &[(OptionName::Timeout, "600000")],
    ),
    (
        "y stands for months or years",
        LENGTH,
        &[(OptionName::Timeout, "1day 1y")],
    ),
    (
        "the unit is missing: 30s, 30m?",
        LENGTH,
        &[
            (OptionName::Timeout, "30"),
            (OptionName::AppearTimeout, "30"),
        ],
    ),
    (
        "negative",
        LENGTH,
        &[
            (OptionName::Timeout, "-5m"),
            (OptionName::RetryGrace, "-1s"),
            (OptionName::Interval, "-1s"),
        ],
    ),
    (
        "zero",
        "pass a longer time, such as 10s",
        &[
            (OptionName::Interval, "0s"),
            (OptionName::RequestTimeout, "0s"),
        ],
    ),
    (
        "not a number of 1 or more",
        "pass the number of the pull request, or any",
        &[
            (OptionName::PullRequest, "#7"),
            (OptionName::PullRequest, "0"),
        ],
    ),
    (
        "not a number of 1 or more",
        "pass a number such as 10",
        &[(OptionName::MaxPages, "0")],
    ),
    (
        "the number is too large",
        "pass a number such as 10",
        &[(OptionName::MaxPages, "4294967296")],
    ),
    (
        "the number is too large",
        "pass the number of the pull request, or any",
        &[(OptionName::PullRequest, "18446744073709551616")],
    ),
    (
        "neither a time nor a duration",
        "pass a time such as 2026-11-23T10:00:00Z, how long ago such as 10m, or any",
        &[
            (OptionName::NotBefore, "yesterday"),
            (OptionName::NotBefore, "20261123"),
        ],
    ),
    (
        "M stands for months or years: did you mean minutes (10m)?",
        "pass a time such as 2026-11-23T10:00:00Z, how long ago such as 10m, or any",
        &[(OptionName::NotBefore, "10M")],
    ),
    (
        "not a number from 0 to 250",
        "pass a number such as 50, 0 for none, or auto",
        &[(OptionName::LogLines, "251"), (OptionName::LogLines, "-1")],
    ),
    (
        "there is no such format",
        "pass plain, github, gitlab, azure, teamcity, buildkite, or auto",
        &[(OptionName::Format, "html")],
    ),
    (
        "it is no address such as https://api.northflank.com",
        HOST,
        &[(OptionName::ApiHost, "api.northflank.com")],
    ),
    (
        "it goes on after the host: pass the host alone, without /v1",
        HOST,
        &[(OptionName::ApiHost, "https://api.northflank.com/v1")],
    ),
    (
        "it must be https, since the token is sent to it",
        HOST,
        &[(OptionName::ApiHost, "http://api.northflank.com")],
    ),
    (
        "neither true nor false",
        "pass true or false",
        &[
            (OptionName::Quiet, "maybe"),
            (OptionName::Verbose, "2"),
            (OptionName::Latest, "perhaps"),
        ],
    ),
];

/// Arguments that are rejected in a run with a project, a job and a commit.
pub(crate) const ARGUMENTS: [(&[&str], &str); 40] = [
    (
        &["--time-out", "5m"],
        "there is no option --time-out\n  hint: did you mean --timeout?",
    ),
    (
        &["--wait-for-deployment"],
        "there is no option --wait-for-deployment\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["-x"],
        "there is no option -x\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["-sha", "x"],
        "there is no option -sha\n  hint: did you mean --sha?",
    ),
    (&["--api-key", TOKEN], NO_API_KEY),
    (&["--api-key", "--sha"], NO_API_KEY),
    (&["--api-key=secret-0123456789"], NO_API_KEY),
    (&["--token", TOKEN], NO_TOKEN),
    (
        &["--access-token", TOKEN],
        "there is no option --access-token\n  cause: arguments show in process lists and in logs, so the token is never one\n  hint: set NORTHFLANK_API_TOKEN, or pass --api-key-file FILE\n  help: #no-api-token",
    ),
    // A token in one argument with a flag's name, or with a word for it.
    (
        &["--api-key eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig"],
        NO_API_KEY,
    ),
    (&["--token:nf-fake-token-0123456789"], NO_TOKEN),
    (&["--tokennf-fake-secret-0123456789"], NO_TOKEN),
    (
        &["--token-s3cret", "s3cret"],
        "there is no option --token…\n  cause: arguments show in process lists and in logs, so the token is never one\n  hint: set NORTHFLANK_API_TOKEN, or pass --api-key-file FILE\n  help: #no-api-token",
    ),
    (
        &["--auth nf-fake-s3cret-0123456789"],
        "there is no option --auth…\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["--passwordnf-fake-secret-0123456789"],
        "there is no option --password…\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["--nf-fake-s3cret-0123456789"],
        "there is no option --…\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["-tnf-fake-secret-of-letters"],
        "there is no option -t…\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["--timeout 5m"],
        "there is no option --timeout…\n  hint: did you mean --timeout?",
    ),
    (
        &["NORTHFLANK_API_TOKEN=s3cret"],
        "unexpected argument `NORTHFLANK_API_TOKEN…`\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["build"],
        "unexpected argument `build`\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["--branch"],
        "--branch has no value\n  cause: an option or nothing follows it: is the variable behind it set?\n  hint: pass a value: put a variable in quotes, and write a value that begins with a dash as --branch=VALUE\n  help: #is-empty",
    ),
    (
        &["--junit", "--branch=release"],
        "--junit has no value\n  cause: an option or nothing follows it: is the variable behind it set?\n  hint: pass a value: put a variable in quotes, and write a value that begins with a dash as --junit=VALUE\n  help: #is-empty",
    ),
    (
        &["--not-before", "-10m"],
        "--not-before has no value\n  cause: an option or nothing follows it: is the variable behind it set?\n  hint: pass a value: put a variable in quotes, and write a value that begins with a dash as --not-before=VALUE\n  help: #is-empty",
    ),
    (
        &["-k=0123456789abcdef"],
        "there is no option -k…\n  hint: northflank-gate --help lists the options",
    ),
    (
        &["--api-keyfile", "/x"],
        "there is no option --api-keyfile\n  hint: did you mean --api-key-file?",
    ),
    (
        &["-token=secret-0123456789"],
        "there is no option -token\n  cause: arguments show in process lists and in logs, so the token is never one\n  hint: set NORTHFLANK_API_TOKEN, or pass --api-key-file FILE\n  help: #no-api-token",
    ),
    (
        &["--quiet", "false"],
        "unexpected argument `false`\n  hint: a switch takes its value after `=` only: --quiet=false",
    ),
    (
        &["--quiet", "true"],
        "unexpected argument `true`\n  hint: a switch takes its value after `=` only: --quiet=true, or --quiet alone",
    ),
    (
        &["--timeout=1m", "--timeout", "2m"],
        "--timeout is given twice\n  hint: give --timeout once",
    ),
    (
        &["--api-key-file=-", "--ca-file=-"],
        "--api-key-file and --ca-file are mutually exclusive\n  cause: standard input can be read once\n  hint: leave one of them out",
    ),
    (
        &["--quiet", "--verbose"],
        "--quiet and --verbose are mutually exclusive\n  hint: leave one of them out",
    ),
    (
        &["--build-id=one", "--sha", COMMIT],
        "--sha and --build-id are mutually exclusive\n  cause: exactly one of sha, build-id and latest decides which build is meant\n  hint: leave one of them out",
    ),
    (
        &["--latest", "--not-before=10m"],
        "--sha (from NORTHFLANK_GATE_SHA) and --latest are mutually exclusive\n  cause: exactly one of sha, build-id and latest decides which build is meant\n  hint: leave one of them out",
    ),
    (
        &["--explain", "--max-pages=0"],
        "--max-pages cannot be `0`\n  cause: not a number of 1 or more\n  hint: pass a number such as 10",
    ),
    (
        &["--job-id=api,,worker"],
        "an element of --job-id is empty\n  cause: is the variable behind it set? without it, the gate would wait for less\n  hint: name the targets, each once\n  help: #is-empty",
    ),
    (
        &["--service-id="],
        "an element of --service-id is empty\n  cause: is the variable behind it set? without it, the gate would wait for less\n  hint: name the targets, each once\n  help: #is-empty",
    ),
    (
        &["--ca-file=gone"],
        "--ca-file: cannot use the file `gone`\n  cause: no such file\n  hint: check the path and its permissions, or what writes to it where it is a pipe",
    ),
    (
        &["--ca-file=page"],
        "--ca-file: cannot use the file `page`\n  cause: it holds no certificate in PEM form\n  hint: pass a PEM file, with a block from -----BEGIN CERTIFICATE----- on for each root; to convert DER: openssl x509 -inform der -in FILE -out FILE.pem",
    ),
    (
        &["--api-key-file=gone"],
        "--api-key-file: cannot use the file `gone`\n  cause: no such file\n  hint: check the path and its permissions, or what writes to it where it is a pipe",
    ),
    (
        &["--api-host=https://ci:nf-stage-token-9876543210@api.northflank.com"],
        "--api-host cannot be `https://…@api.northflank.com`\n  cause: it holds credentials: the token has variables of its own\n  hint: pass an address such as https://api.northflank.com",
    ),
];

/// The arguments, the variables besides the token, and the text of the error.
pub(crate) type Lacking = (
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Runs that lack something.
pub(crate) const LACKING: [Lacking; 13] = [
    (
        &["--job-id=api"],
        &[("NORTHFLANK_PROJECT_ID", "")],
        "--project-id is missing\n  cause: NORTHFLANK_PROJECT_ID is set, but empty: is the variable, secret or input behind it set?\n  hint: pass --project-id ID, or set NORTHFLANK_PROJECT_ID",
    ),
    (
        &["--project-id=shop"],
        &[("NORTHFLANK_JOB_ID", "")],
        "neither --job-id nor --service-id is given\n  cause: NORTHFLANK_JOB_ID is set, but empty: is the variable, secret or input behind it set?\n  hint: pass --job-id ID or --service-id ID, or set NORTHFLANK_JOB_ID or NORTHFLANK_SERVICE_ID",
    ),
    (
        &["--project-id=shop"],
        &[("NORTHFLANK_SERVICE_ID", "")],
        "neither --job-id nor --service-id is given\n  cause: NORTHFLANK_SERVICE_ID is set, but empty: is the variable, secret or input behind it set?\n  hint: pass --job-id ID or --service-id ID, or set NORTHFLANK_JOB_ID or NORTHFLANK_SERVICE_ID",
    ),
    (
        &["--project-id=shop"],
        &[("NORTHFLANK_JOB_ID", ""), ("NORTHFLANK_GATE_JOB_ID", "api")],
        "neither --job-id nor --service-id is given\n  cause: NORTHFLANK_GATE_JOB_ID is set, but is not read\n  hint: pass --job-id ID or --service-id ID, or set NORTHFLANK_JOB_ID or NORTHFLANK_SERVICE_ID",
    ),
    (
        &["--job-id=api"],
        &[],
        "--project-id is missing\n  hint: pass --project-id ID, or set NORTHFLANK_PROJECT_ID",
    ),
    (
        &["--project-id=shop"],
        &[],
        "neither --job-id nor --service-id is given\n  hint: pass --job-id ID or --service-id ID, or set NORTHFLANK_JOB_ID or NORTHFLANK_SERVICE_ID",
    ),
    (
        &["--project-id=shop", "--job-id=api", "--latest"],
        &[],
        "--latest needs --not-before\n  cause: without it, a build from last year would open the gate\n  hint: pass --not-before 10m, or the time at which the pipeline started",
    ),
    (
        &[
            "--project-id=shop",
            "--job-id=api",
            "--latest",
            "--not-before=any",
        ],
        &[],
        "--latest needs --not-before\n  cause: without it, a build from last year would open the gate\n  hint: pass --not-before 10m, or the time at which the pipeline started",
    ),
    (
        &[
            "--project-id=shop",
            "--job-id=api",
            "--service-id=web",
            "--build-id=one",
        ],
        &[],
        "--build-id takes one target\n  cause: a build belongs to one job or service\n  hint: run the gate once for each build",
    ),
    (
        &["--project-id=shop", "--job-id=api"],
        &[],
        "--sha auto cannot tell which commit is meant\n  cause: not running in a CI system that the gate knows\n  hint: pass the commit: --sha SHA\n  help: #--sha-auto",
    ),
    (
        &["--project-id=shop", "--job-id=api"],
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "issue_comment"),
        ],
        "--sha auto cannot tell which commit is meant\n  cause: the gate reads no commit from the event issue_comment\n  hint: pass the commit: --sha SHA\n  help: #--sha-auto",
    ),
    (
        &["--project-id=shop", "--job-id=api"],
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_EVENT_PATH", "event"),
        ],
        "--sha auto cannot tell which commit is meant\n  cause: pull_request.head.sha of the event holds no commit\n  hint: pass the commit: --sha SHA\n  help: #--sha-auto",
    ),
    (
        &["--project-id=shop", "--job-id=api"],
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_EVENT_PATH", "page"),
        ],
        "--sha auto cannot tell which commit is meant\n  cause: the event file of GITHUB_EVENT_PATH is no JSON object\n  hint: pass the commit: --sha SHA\n  help: #--sha-auto",
    ),
];
