//! A machine of a CI system: a folder, a shell, the stand-ins for what comes
//! from a network, and a fake server with one build.

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use fake_northflank::{Server, TOKEN};
use test_support::process;

use crate::page::{Page, Place};
use crate::setting::{BINARY, binary_url, folder, server};
use crate::system::{Recipe, Shell};

/// Gives the binary of the release, and nothing else.
const DOWNLOAD: &str = r#"#!/bin/sh
for address; do file=${last-} last=$address; done
test "$address" = "$RELEASE_BINARY_URL" || exit 22
ln -sf "$RELEASE_BINARY" "$file"
"#;

/// The artifacts of these systems are files of the folder.
const ARTIFACTS: &str = r#"#!/bin/sh
case "${0##*/} $*" in
  'buildkite-agent artifact download gate.env .' | 'artifact pull workflow gate.env') ;;
  'artifact push workflow gate.env') ;;
  *) exit 1 ;;
esac
"#;

pub(crate) struct Machine {
    folder: PathBuf,
    binary: PathBuf,
    server: Server,
}

/// A step that was started.
pub(crate) struct Started {
    child: Child,
    log: PathBuf,
}

/// A step that has ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// Both streams.
    pub(crate) log: String,
}

impl Machine {
    /// A machine whose server has a build that becomes `status`.
    pub(crate) fn new(page: &str, status: &str) -> Self {
        let folder = folder(&format!("{page}-{status}"));
        let server = server(&folder, status);
        let machine = Self {
            folder,
            binary: BINARY.into(),
            server,
        };
        for name in ["wget", "curl"] {
            machine.write_program(name, DOWNLOAD);
        }
        for name in ["buildkite-agent", "artifact"] {
            machine.write_program(name, ARTIFACTS);
        }
        machine
    }

    /// A machine where the download gives a program of another sum.
    pub(crate) fn with_another_binary(page: &str) -> Self {
        let another = "#!/bin/sh\necho another binary\n";
        let machine = Self::new(page, "SUBSTITUTED");
        let binary = machine.write_program("another", another);
        Self { binary, ..machine }
    }

    /// Writes a program for the search path.
    fn write_program(&self, name: &str, text: &str) -> PathBuf {
        let programs = self.folder.join("programs");
        std::fs::create_dir_all(&programs).unwrap();
        let path = programs.join(name);
        process::write_program(&path, text, 0o755);
        path
    }

    /// Puts the binary under its own name on the search path, as an image does.
    pub(crate) fn has_the_image(&self) {
        symlink(&self.binary, self.folder.join("programs/northflank-gate")).unwrap();
    }

    /// How many requests the server has had.
    pub(crate) fn requests(&self) -> usize {
        self.server.requests("shop").len()
    }

    /// The variables that a system takes from a dotenv file.
    pub(crate) fn dotenv(&self, file: &str) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(self.workspace().join(file)).unwrap();
        let lines = text.lines().map(|line| line.split_once('=').unwrap());
        lines
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    /// Writes a file, by its path from the workspace.
    pub(crate) fn write(&self, path: &str, content: &str) {
        std::fs::create_dir_all(self.workspace()).unwrap();
        std::fs::write(self.workspace().join(path), content).unwrap();
    }

    fn workspace(&self) -> PathBuf {
        self.folder.join("workspace")
    }

    /// The result files that the gate wrote: path and content.
    pub(crate) fn results(&self) -> Vec<(&'static str, String)> {
        let read = |path| {
            let text = std::fs::read_to_string(self.workspace().join(path)).ok()?;
            Some((path, text))
        };
        let paths = ["gate.env", "gate.xml", "test-results/gate.xml"];
        paths.into_iter().filter_map(read).collect()
    }

    /// Starts the commands at a place of the recipe's snippet.
    pub(crate) fn start(
        &self,
        recipe: &Recipe,
        place: &Place,
        variables: &[(String, String)],
    ) -> Started {
        let script = Page::read(recipe.page).script(place);
        let script = (recipe.unescape)(&script);
        let of_system = recipe.variables.iter();
        let of_system = of_system.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let variables: Vec<_> = of_system.chain(variables.iter().cloned()).collect();
        self.start_script(&script, recipe.shell, &variables)
    }

    /// Starts commands in this environment, `SUM` in both being the checksum.
    pub(crate) fn start_script(
        &self,
        script: &str,
        shell: Shell,
        variables: &[(String, String)],
    ) -> Started {
        let workspace = self.workspace();
        std::fs::create_dir_all(&workspace).unwrap();
        let file = self.folder.join("step");
        std::fs::write(&file, script.replace("SUM", sum())).unwrap();
        let log = self.folder.join("log");
        let stream = std::fs::File::create(&log).unwrap();
        let programs = self.folder.join("programs");
        let [shell, arguments @ ..] = shell.words() else {
            panic!("a shell has a name")
        };
        let child = Command::new(shell)
            .args(arguments)
            .arg(&file)
            .current_dir(&workspace)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
            .env("HOME", &self.folder)
            .env("RELEASE_BINARY_URL", binary_url())
            .env("RELEASE_BINARY", &self.binary)
            .envs(
                variables
                    .iter()
                    .map(|(name, value)| (name, value.replace("SUM", sum()))),
            )
            .env("NORTHFLANK_API_TOKEN", TOKEN)
            .env("NORTHFLANK_API_HOST", self.server.url())
            .env("NORTHFLANK_GATE_INTERVAL", "20ms")
            .stdin(Stdio::null())
            .stdout(stream.try_clone().unwrap())
            .stderr(stream)
            .spawn()
            .unwrap();
        Started { child, log }
    }

    /// Runs the commands to their end.
    pub(crate) fn run(
        &self,
        recipe: &Recipe,
        place: &Place,
        variables: &[(String, String)],
    ) -> Ended {
        self.start(recipe, place, variables).end()
    }
}

impl Started {
    /// Sends SIGTERM to the entry process alone.
    pub(crate) fn cancel(&self) {
        process::send(&["TERM"], &self.child);
    }

    pub(crate) fn end(mut self) -> Ended {
        let code = self.child.wait().unwrap().code();
        let log = std::fs::read_to_string(&self.log).unwrap();
        Ended { code, log }
    }
}

impl Shell {
    /// The command line that runs a file of commands as the system does.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::EndsAtTheFirstFailure => &["sh", "-e"],
            Self::BashThatEndsAtTheFirstFailure => &["bash", "--noprofile", "--norc", "-e"],
            Self::GoesOn => &["sh"],
            Self::BashThatGoesOn => &["bash", "--noprofile", "--norc"],
        }
    }
}

/// The checksum of the binary under test, as `sha256sum` says.
fn sum() -> &'static str {
    static SUM: OnceLock<String> = OnceLock::new();
    SUM.get_or_init(|| {
        let output = Command::new("sha256sum").arg(BINARY).output().unwrap();
        assert!(output.status.success());
        let line = String::from_utf8(output.stdout).unwrap();
        line.split(' ').next().unwrap().to_owned()
    })
}
