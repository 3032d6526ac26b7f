//! What a machine of a CI system finds: a folder, a server with one build, the
//! release.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use fake_northflank::{Options, Server};
use test_support::process::empty_folder;

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_northflank-gate");

/// Where the binary of this version's release is.
pub(crate) fn binary_url() -> String {
    concat!(
        env!("CARGO_PKG_REPOSITORY"),
        "/releases/download/v",
        env!("CARGO_PKG_VERSION"),
        "/northflank-gate-x86_64-unknown-linux-musl"
    )
    .to_owned()
}

/// A server with the job of the snippets, whose build is at its second poll what
/// `status` says.
pub(crate) fn server(folder: &Path, status: &str) -> Server {
    let scenario = format!(
        r#"{{
          "about": "The build of the snippets.",
          "now": "2026-11-23T10:05:00.000Z",
          "targets": {{ "jobs/migrate": {{ "builds": [{{
            "id": "joyous-view-6290",
            "sha": "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908",
            "branch": "main",
            "created": "2026-11-23T10:00:00.000Z",
            "stages": [
              {{ "from_poll": 1, "status": "BUILDING" }},
              {{ "from_poll": 2, "status": "{status}" }}
            ]
          }}] }} }}
        }}"#
    );
    let scenarios = folder.join("scenarios");
    std::fs::create_dir_all(&scenarios).unwrap();
    std::fs::write(scenarios.join("shop.json"), scenario).unwrap();
    Server::start(Options {
        scenarios,
        ..Options::default()
    })
    .unwrap()
}

/// An empty folder of this test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    empty_folder(folder.join(format!("recipes-{name}")))
}

/// The tree of a release, for the systems that use the action.
pub(crate) fn release_tree(folder: &Path, target: &str) -> PathBuf {
    let tree = folder.join("tree");
    std::fs::create_dir_all(tree.join("dist")).unwrap();
    let action = concat!(env!("CARGO_MANIFEST_DIR"), "/action.yml");
    std::fs::copy(action, tree.join("action.yml")).unwrap();
    let binary = tree.join(format!("dist/northflank-gate-{target}"));
    symlink(BINARY, binary).unwrap();
    tree
}
