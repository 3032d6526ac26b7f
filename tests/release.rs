//! Holds what makes a release together with what names its files: the workflows
//! and what they call, the action, the Dockerfile, `Cargo.toml`.

#![expect(clippy::disallowed_methods, reason = "a test of files reads them")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml_ng::Value;
use test_support::document;

#[derive(Deserialize)]
struct Workflow {
    permissions: BTreeMap<String, String>,
    jobs: BTreeMap<String, Job>,
}

#[derive(Deserialize)]
struct Job {
    #[serde(rename = "timeout-minutes")]
    timeout_minutes: Option<u32>,
    #[serde(default, rename = "if")]
    condition: String,
    #[serde(default)]
    needs: Value,
}

#[test]
fn the_workflows_end_may_do_nothing_and_name_what_they_pin() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/workflows");
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "yml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let workflow: Workflow = serde_yaml_ng::from_str(&text).unwrap();
        assert!(workflow.permissions.is_empty(), "{}", path.display());
        for (name, job) in workflow.jobs {
            assert!(job.timeout_minutes.is_some(), "{}: {name}", path.display());
        }
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        for (_, action) in uses.filter(|(_, action)| !action.starts_with("./")) {
            let (_, pin) = action.split_once('@').expect(action);
            let (sha, version) = pin.split_once(" # v").expect(action);
            let is_sha = sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_sha && !version.is_empty(), "{action}");
        }
        found += 1;
    }
    assert!(found >= 2);
}

/// A job that fails must not go unnoticed by the one that is required, also
/// where it was skipped for another's sake.
#[test]
fn the_job_to_require_needs_every_other() {
    let text = document(".github/workflows/ci.yml");
    let mut jobs = serde_yaml_ng::from_str::<Workflow>(&text).unwrap().jobs;
    let all = jobs.remove("all").unwrap();
    assert_eq!(all.condition, "always()");
    let needed = all.needs.as_sequence().unwrap();
    for name in jobs.keys() {
        assert!(needed.contains(&Value::from(name.as_str())), "{name}");
    }
}

/// The values of a field in the table of targets, in its order.
fn of_targets(field: &str) -> Vec<String> {
    let code = document("xtask/src/target.rs");
    let values = code.lines().filter_map(|line| {
        let (_, rest) = line.split_once(&format!("{field}: \""))?;
        Some(rest.trim_end_matches("\",").to_owned())
    });
    values.collect()
}

/// The targets of a release, by the program that builds it.
fn targets() -> Vec<String> {
    of_targets("triple")
}

#[test]
fn whoever_names_the_binaries_names_those_of_a_release() {
    let targets = targets();
    assert_eq!(targets.len(), 5);
    let action = document("action.yml");
    let licences = document("xtask/about.toml");
    for target in &targets {
        assert!(action.contains(&format!("target={target}")), "{target}");
        assert!(licences.contains(&format!("\"{target}\"")), "{target}");
    }
    for document in ["Dockerfile", ".github/workflows/release.yml", "README.md"] {
        let text = self::document(document);
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let named = text
            .split(|letter| !is_part(letter))
            .map(|word| word.trim_start_matches("northflank-gate-"))
            .filter(|word| word.starts_with("x86_64-") || word.starts_with("aarch64-"));
        let named: Vec<&str> = named.collect();
        assert!(!named.is_empty(), "{document}");
        for name in named {
            assert!(
                targets.iter().any(|target| target == name),
                "{document}: {name}"
            );
        }
    }
}

#[derive(Deserialize)]
struct Manifest {
    package: Package,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    repository: String,
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    binstall: Binstall,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Binstall {
    pkg_url: String,
    pkg_fmt: String,
}

/// cargo-binstall asks for `pkg-url`, filled in; `publish` uploads the files of
/// `dist/` under their names.
#[test]
fn cargo_binstall_asks_for_the_assets_of_a_release() {
    let manifest: Manifest = toml_edit::de::from_str(&document("Cargo.toml")).unwrap();
    let package = manifest.package;
    let binstall = package.metadata.binstall;
    assert_eq!(binstall.pkg_fmt, "bin");
    let publish = document(".github/workflows/publish");
    assert!(publish.contains("tag=v$version\n"));
    assert!(publish.contains(" dist/*\n"));
    let names = document("xtask/src/target.rs");
    assert!(names.contains(r#"format!("northflank-gate-{}{}", self.triple, self.extension)"#));
    let (targets, extensions) = (targets(), of_targets("extension"));
    assert_eq!(targets.len(), extensions.len());
    for (target, extension) in targets.iter().zip(&extensions) {
        let asked = [
            ("repo", &package.repository),
            ("version", &package.version),
            ("name", &package.name),
            ("target", target),
            ("binary-ext", extension),
        ]
        .into_iter()
        .fold(binstall.pkg_url.clone(), |url, (name, value)| {
            url.replace(&format!("{{ {name} }}"), value)
        });
        let uploaded = format!(
            "{}/releases/download/v{}/northflank-gate-{target}{extension}",
            package.repository, package.version
        );
        assert_eq!(asked, uploaded);
    }
}
