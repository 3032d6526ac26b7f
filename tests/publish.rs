//! Publishes a release with `.github/workflows/publish`, from a repository and
//! an archive made for it, with a `gh` that keeps releases in files and breaks
//! off where a test asks for it.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of a script plays the workflow, and may panic"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const HERE: &str = env!("CARGO_MANIFEST_DIR");
/// What the script asks of GitHub, with a file for each release: its name is
/// the tag, its text `draft` or `published`, then a line for each asset. The
/// call that `BREAKS` counts fails before it does anything.
const GH: &str = r#"#!/bin/bash
set -euo pipefail
echo "$*" >>"$STATE/calls"
[ "$(wc -l <"$STATE/calls")" != "${BREAKS:-0}" ] || exit 1
releases=$STATE/releases
case "$1 $2" in
'api --paginate')
  for file in "$releases"/*; do
    [ -f "$file" ] && grep --quiet '^draft' "$file" || continue
    case "$5" in *"\"${file##*/}\""*) echo "${file##*/}" ;; esac
  done ;;
'api --method') rm "$releases/${4##*/}" ;;
'release view')
  [ -f "$releases/$3" ] || exit 1
  if grep --quiet '^draft' "$releases/$3"; then echo true; else echo false; fi ;;
'release create')
  [ ! -e "$releases/$3" ] && [ "$4" = --draft ]
  printf '%s\n' draft "$@" | sed 's/^--draft$//' >"$releases/$3" ;;
'release edit') sed -i 's/^draft/published/' "$releases/$3" ;;
*) exit 9 ;;
esac
"#;

struct Workflow {
    folder: PathBuf,
    archive: PathBuf,
}

impl Workflow {
    /// A repository with one commit on `main`, and the archive of its release.
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("publish-{name}"));
        let _ = fs::remove_dir_all(&folder);
        for part in ["programs", "releases", "main", "tree/dist"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        let gh = folder.join("programs/gh");
        fs::write(&gh, GH).unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        let workflow = Self {
            archive: folder.join("tree.tar.gz"),
            folder,
        };
        workflow.shell(
            "main",
            "git init --quiet --bare --initial-branch=main ../origin.git
             git init --quiet --initial-branch=main .
             git remote add origin ../origin.git
             printf '%s\\n' '## Unreleased' '- later' '## 1.2.0' '- now' >CHANGELOG.md
             git add . && git commit --quiet --message first
             git push --quiet origin main",
        );
        workflow.shell(
            "tree",
            "cp ../main/CHANGELOG.md . && echo gate >dist/gate && chmod +x dist/gate
             (cd dist && sha256sum gate >SHA256SUMS)",
        );
        workflow.pack();
        workflow
    }

    fn pack(&self) {
        self.shell("tree", "tar -czf ../tree.tar.gz .");
    }

    fn command(&self, program: impl AsRef<Path>, place: &str) -> Command {
        let mut command = Command::new(program.as_ref());
        let path = std::env::var("PATH").unwrap();
        let programs = self.folder.join("programs");
        command
            .current_dir(self.folder.join(place))
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("HOME", &self.folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GITHUB_REPOSITORY", "owner/northflank-gate")
            .env("STATE", &self.folder);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "somebody");
            command.env(format!("GIT_{role}_EMAIL"), "somebody@example.com");
        }
        command
    }

    fn shell(&self, place: &str, script: &str) -> String {
        let mut command = self.command("sh", place);
        let output = command.args(["-euc", script]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs the script in a fresh checkout of `main`, as a job does.
    ///
    /// # Errors
    ///
    /// What it said before it failed.
    fn publish(&self, version: &str, breaks: usize) -> Result<(), String> {
        self.shell(".", "rm -rf job calls && git clone --quiet origin.git job");
        let script = Path::new(HERE).join(".github/workflows/publish");
        let mut command = self.command(script, "job");
        command.arg(version).arg(&self.archive);
        let output = command.env("BREAKS", breaks.to_string()).output().unwrap();
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// The commit of a tag; nothing where there is none.
    fn tag(&self, name: &str) -> String {
        let script = format!("git rev-parse --quiet --verify refs/tags/{name} || true");
        self.shell("origin.git", &script)
    }

    fn release(&self, tag: &str) -> String {
        fs::read_to_string(self.folder.join("releases").join(tag)).unwrap_or_default()
    }
}

#[test]
fn a_release_is_the_checked_tree_on_top_of_main() {
    let workflow = Workflow::new("release");
    assert_eq!(workflow.publish("1.2.0", 0), Ok(()));
    let commit = workflow.tag("v1.2.0");
    assert_eq!(workflow.tag("v1"), commit);
    let files = workflow.shell("origin.git", "git ls-tree -r --name-only v1.2.0");
    assert_eq!(files, "CHANGELOG.md\ndist/SHA256SUMS\ndist/gate");
    let parent = workflow.shell("origin.git", "git rev-parse v1.2.0^");
    assert_eq!(parent, workflow.shell("origin.git", "git rev-parse main"));
    let release = workflow.release("v1.2.0");
    assert!(release.starts_with("published\n"), "{release}");
    assert!(
        release.ends_with("dist/SHA256SUMS\ndist/gate\n"),
        "{release}"
    );
}

#[test]
fn a_release_that_broke_anywhere_goes_on_to_the_same_commit() {
    let whole = Workflow::new("whole");
    assert_eq!(whole.publish("1.2.0", 0), Ok(()));
    let calls = fs::read_to_string(whole.folder.join("calls")).unwrap();
    let calls = calls.lines().count();
    assert!(calls >= 5, "{calls}");
    for breaks in 1..=calls {
        let workflow = Workflow::new("broken");
        // A question that goes unanswered may be taken for a no.
        let _ = workflow.publish("1.2.0", breaks);
        let early = workflow.tag("v1.2.0");
        assert_eq!(workflow.publish("1.2.0", 0), Ok(()), "{breaks}");
        let commit = workflow.tag("v1.2.0");
        assert!(early.is_empty() || early == commit, "{breaks}");
        assert_eq!(workflow.tag("v1"), commit, "{breaks}");
        assert!(
            workflow.release("v1.2.0").starts_with("published"),
            "{breaks}"
        );
    }
}

#[test]
fn a_tag_of_another_commit_is_not_moved_and_nothing_is_published() {
    let workflow = Workflow::new("moved");
    workflow.shell("main", "git push --quiet origin HEAD:refs/tags/v1.2.0");
    let before = workflow.tag("v1.2.0");
    assert!(workflow.publish("1.2.0", 0).is_err());
    assert_eq!(workflow.tag("v1.2.0"), before);
    assert_eq!(workflow.tag("v1"), "");
    assert!(!workflow.release("v1.2.0").starts_with("published"));
}

#[test]
fn an_archive_that_is_not_the_checkout_and_its_sums_is_not_published() {
    for (name, change) in [
        ("changed", "echo more >>CHANGELOG.md"),
        ("added", "echo more >action.yml"),
        ("sum", "echo more >>dist/gate"),
        ("missing", "rm dist/gate"),
        ("unlisted", "echo more >dist/other"),
        ("link", "ln -s /proc/self/environ dist/other"),
        (
            "listed-link",
            "mv dist/gate gate && ln -s ../gate dist/gate",
        ),
        ("folder", "mkdir dist/other"),
        (
            "malformed",
            "echo more >dist/other && echo 'no-checksum  other' >>dist/SHA256SUMS",
        ),
    ] {
        let workflow = Workflow::new(name);
        workflow.shell("tree", change);
        workflow.pack();
        assert!(workflow.publish("1.2.0", 0).is_err(), "{name}");
        assert_eq!(workflow.tag("v1.2.0"), "", "{name}");
        assert_eq!(workflow.release("v1.2.0"), "", "{name}");
    }
}

#[test]
fn a_draft_that_was_left_behind_is_replaced() {
    let workflow = Workflow::new("draft");
    let draft = workflow.folder.join("releases/v1.2.0");
    fs::write(draft, "draft\ndist/other\n").unwrap();
    assert_eq!(workflow.publish("1.2.0", 0), Ok(()));
    assert!(!workflow.release("v1.2.0").contains("other"));
}

#[test]
fn the_major_tag_follows_the_newest_of_its_versions_and_no_preview() {
    for (name, others, version, follows) in [
        ("first", "", "1.2.0", true),
        ("newer", "v1.10.0", "1.2.0", false),
        ("next-major", "v2.0.0", "1.2.0", true),
        ("first-preview", "", "1.2.0-rc.1", false),
        ("preview", "v1.1.0", "1.2.0-rc.1", false),
        ("after-preview", "v1.2.0-rc.1", "1.2.0", true),
    ] {
        let workflow = Workflow::new(name);
        for tag in others.split_whitespace() {
            let script = format!("git push --quiet origin HEAD:refs/tags/{tag}");
            workflow.shell("main", &script);
        }
        assert_eq!(workflow.publish(version, 0), Ok(()), "{name}");
        let commit = workflow.tag(&format!("v{version}"));
        assert_eq!(workflow.tag("v1") == commit, follows, "{name}");
        let release = workflow.release(&format!("v{version}"));
        let is_preview = release.lines().any(|line| line == "--prerelease");
        assert_eq!(is_preview, version.contains('-'), "{name}: {release}");
    }
}
