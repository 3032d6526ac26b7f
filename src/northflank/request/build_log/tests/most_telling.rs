//! Which line of a log tells the most.

use super::log;

#[test]
fn the_most_telling_line_is_the_last_that_speaks_of_an_error() {
    for (lines, telling) in [
        (&["error: a", "error: b", "done"][..], Some("error: b")),
        (&["a", "0 errors"], Some("0 errors")),
        (&["a"], Some("a")),
        (&[], None),
    ] {
        assert_eq!(log(lines).most_telling(), telling, "{lines:?}");
    }
}

#[test]
fn a_line_that_only_wraps_another_error_gives_way_to_an_earlier_one_of_the_same_step() {
    const SOLVE: &str = "ERROR: failed to solve: process \"/bin/sh -c make\" did not complete successfully: exit code: 2";
    for (lines, telling) in [
        (
            &[
                "#7 1.2 debconf: unable to initialize frontend: Dialog",
                "#8 11.20 error[E0308]: mismatched types",
                "#8 11.21 For more information about this error, try `rustc --explain E0308`.",
                "#8 11.22 error: could not compile `api` (bin \"api\") due to 1 previous error",
                "#8 ERROR: process \"/bin/sh -c cargo build\" did not complete successfully: exit code: 101",
                " > [2/2] RUN cargo build:",
                SOLVE,
            ][..],
            "#8 11.20 error[E0308]: mismatched types",
        ),
        // A line of another step is not what is wrapped.
        (
            &[
                "#7 1.2 debconf: unable to initialize frontend: Dialog",
                "#8 0.4 ./main.go:3:2: no words",
                "#8 ERROR: process \"/bin/sh -c go build\" did not complete successfully: exit code: 1",
                SOLVE,
            ],
            "#8 ERROR: process \"/bin/sh -c go build\" did not complete successfully: exit code: 1",
        ),
        (
            &[
                "src/a.ts(3,5): error TS2304: Cannot find name 'x'.",
                "npm ERR! code ELIFECYCLE",
                "npm ERR! errno 2",
                "npm ERR!",
                "npm ERR! A complete log of this run can be found in:",
                "npm ERR!     /root/.npm/_logs/x-debug.log",
            ],
            "src/a.ts(3,5): error TS2304: Cannot find name 'x'.",
        ),
        (
            &[
                "npm error code E404",
                "npm error 404 'foo@1' is not in this registry.",
                "npm error A complete log of this run can be found in: /root/.npm/_logs/x.log",
                SOLVE,
            ],
            "npm error 404 'foo@1' is not in this registry.",
        ),
        // Of lines that all wrap, the first is the nearest to the error.
        (
            &[
                "make[1]: *** [all] Error 1",
                "make: *** [Makefile:2: all] Error 2",
                "error: script \"build\" exited with code 2",
            ],
            "make[1]: *** [all] Error 1",
        ),
        (
            &[
                "error: a",
                "OSError: [Errno 2] No such file or directory: 'x'",
            ],
            "OSError: [Errno 2] No such file or directory: 'x'",
        ),
        // The code says that the command was killed.
        (
            &[
                "error: a",
                "ERROR: process \"/bin/sh -c make\" did not complete successfully: exit code: 137",
            ],
            "ERROR: process \"/bin/sh -c make\" did not complete successfully: exit code: 137",
        ),
        (
            &["error: a", "Error: connect ECONNREFUSED, exit status 404"],
            "Error: connect ECONNREFUSED, exit status 404",
        ),
        (
            &["error: a", "error: the command ended, exit code: 127"],
            "error: a",
        ),
        (
            &["error: a", "error: the command ended, exit code: 128"],
            "error: the command ended, exit code: 128",
        ),
        (&["error: a", "all is well"], "error: a"),
        (&["#8 error: a", "# command failed", SOLVE], "#8 error: a"),
    ] {
        assert_eq!(log(lines).most_telling(), Some(telling), "{lines:?}");
    }
}

#[test]
fn a_line_that_names_no_cause_gives_way_and_one_that_does_stays() {
    for (lines, telling) in [
        // What BuildKit could not do itself is no command that failed.
        (
            &[
                "#5 12.3 debconf: unable to initialize frontend: Dialog",
                "ERROR: failed to solve: failed to create LLB definition: write /x: no space left on device",
            ][..],
            "ERROR: failed to solve: failed to create LLB definition: write /x: no space left on device",
        ),
        (
            &[
                "#3 0.4 npm warn deprecated request@2.88.2: see an error",
                "ERROR: failed to solve: failed to compute cache key: \"/x\": not found",
            ],
            "ERROR: failed to solve: failed to compute cache key: \"/x\": not found",
        ),
        (
            &[
                "#9 30.1 [ERROR] /app/A.java:[10,5] cannot find symbol",
                "#9 30.1 [ERROR]",
                "#9 30.1 [ERROR] -> [Help 1]",
                "#9 30.1 [ERROR]",
                "[ERROR]",
            ],
            "#9 30.1 [ERROR] /app/A.java:[10,5] cannot find symbol",
        ),
        // Not even of lines that all wrap.
        (
            &["[ERROR]", "npm error", "make: *** [all] Error 2"],
            "make: *** [all] Error 2",
        ),
        (
            &[
                "main.c:(.text+0x5): undefined reference to `x'",
                "collect2: error: ld returned 1 exit status",
                "make: *** [Makefile:3: app] Error 1",
            ],
            "main.c:(.text+0x5): undefined reference to `x'",
        ),
        (
            &[
                "#9 20 src/a.ts(3,5): error TS2322: Type string is not assignable.",
                "#9 21 npm error Lifecycle script `build` failed with error:",
                "#9 21 npm error code 2",
                "#9 21 npm error path /app/api",
                "#9 21 npm error workspace api@1.0.0",
                "#9 21 npm error location /app/api",
                "#9 21 npm error command failed",
                "#9 21 npm error command sh -c tsc",
            ],
            "#9 20 src/a.ts(3,5): error TS2322: Type string is not assignable.",
        ),
        (
            &[
                "npm error Missing: left-pad@1.3.0 from lock file",
                "npm error Run \"npm help ci\" for more info",
            ],
            "npm error Missing: left-pad@1.3.0 from lock file",
        ),
        (
            &["error: a", "npm error signal SIGKILL"],
            "npm error signal SIGKILL",
        ),
        (
            &["error: a", "npm error Invalid Version:"],
            "npm error Invalid Version:",
        ),
        // How many there were, and that the build has failed, is known.
        (
            &[
                "/src/A.cs(3,5): error CS1002: ; expected",
                "Build FAILED.",
                "    1 Error(s)",
                "[INFO] BUILD FAILURE",
                "BUILD FAILED in 12s",
            ],
            "/src/A.cs(3,5): error CS1002: ; expected",
        ),
        (
            &["BUILD FAILED in 12s", "7 actionable tasks: 7 executed"],
            "BUILD FAILED in 12s",
        ),
    ] {
        assert_eq!(log(lines).most_telling(), Some(telling), "{lines:?}");
    }
}
