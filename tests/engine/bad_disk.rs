//! Full disks and read-only files.

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use rstest::rstest;
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::harness::{ENGINE, Output, Site, crowd, database, skip};

/// An unprivileged user, because root can write everywhere.
const NOBODY: u32 = 65534;

fn site() -> Site {
    let site = Site::new();
    site.sync(&crowd(60));
    site.feed(&crowd(4000));
    site
}

pub(crate) fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Puts the engine where anybody can run it: others may not be able to reach the build folder.
pub(crate) fn lend_engine(site: &Site) {
    fs::copy(ENGINE, site.path("engine")).unwrap();
    allow(&site.path("engine"), 0o755);
}

/// The lent engine, as a user to whom file permissions apply.
pub(crate) fn bound(site: &Site) -> Command {
    let mut command = Command::new(site.path("engine"));
    if fs::metadata(site.folder()).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Runs a command as a user to whom file permissions apply.
fn run_bound(site: &Site, args: &[&str]) -> Output {
    Output::of(bound(site).arg("--config").arg(site.toml()).args(args).output().unwrap())
}

/// What SQLite keeps next to a database while it is open.
const SIDE_FILES: [&str; 2] = ["tenantry.db-wal", "tenantry.db-shm"];

/// What an earlier process left next to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Nothing: it ended in an orderly way.
    Nothing,
    /// Its log, because it was killed. Nobody else can write it.
    Log,
    /// Its log without the index of it, as when the files were copied.
    LogAlone,
}

/// Brings the site's database into the state in which a process leaves it.
fn leave(site: &Site, left: Left) {
    let copy = |name: &str| site.path(&format!("{name}.copy"));
    database::wait(async {
        let db = database::connect(&site.url).await;
        db.execute_unprepared("UPDATE directory SET generation = generation + 1").await.unwrap();
        for name in SIDE_FILES {
            fs::copy(site.path(name), copy(name)).unwrap();
        }
        // As the last process that has it open, this one removes the side files.
        db.close().await.unwrap();
    });
    for name in SIDE_FILES {
        assert!(!site.path(name).exists());
        let is_left = match left {
            Left::Nothing => false,
            Left::Log => true,
            Left::LogAlone => name.ends_with("-wal"),
        };
        if is_left {
            fs::rename(copy(name), site.path(name)).unwrap();
            allow(&site.path(name), 0o444);
        }
    }
}

#[rstest]
#[case::file(0o444, 0o777)]
#[case::folder(0o666, 0o555)]
fn what_may_not_be_written(
    #[case] file: u32,
    #[case] folder: u32,
    #[values(Left::Nothing, Left::Log, Left::LogAlone)] left: Left,
) {
    let site = site();
    let before = site.state();
    lend_engine(&site);
    leave(&site, left);
    allow(&site.path("tenantry.db"), file);
    allow(site.folder(), folder);
    let refused = run_bound(&site, &["sync"]);
    allow(site.folder(), 0o755);
    allow(&site.path("tenantry.db"), 0o644);
    refused.exits(1).says(&["tenantry.db", "cannot be written", "permissions"]);
    assert_eq!(site.state(), before);
}

#[test]
fn a_limit_on_the_size_of_files() {
    let site = site().without_limits();
    let before = site.state();
    let script = "trap '' XFSZ; ulimit -f 700; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, ENGINE, "--config"]).arg(site.toml()).arg("sync");
    let refused = Output::of(command.output().unwrap()).exits(1);
    refused.says(&["tenantry.db", "disk", "run again"]);
    assert_eq!(site.state(), before);
    assert_eq!(site.json(&["sync"])["counts"]["created"], 3940);
}

/// A small in-memory file system, removed after the test.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mounted() -> Option<Self> {
        let folder = TempDir::with_prefix("tenantry-").unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(folder.path());
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk() {
    let site = Site::new().without_limits();
    let Some(disk) = SmallDisk::mounted() else {
        skip("a full disk (no right to mount one)");
        return;
    };
    let url = format!("sqlite://{}", disk.0.path().join("small.db").display());
    let site = site.with_url(url);
    site.sync(&crowd(60));
    let before = site.state();
    site.feed(&crowd(4000));
    let refused = site.run(&["sync"]).exits(1);
    refused.says(&["no space left", "small.db", "nothing was changed", "free some space"]);
    assert_eq!(site.state(), before);
    // Once there is space, it works again.
    let more = Command::new("mount").args(["-o", "remount,size=64m"]).arg(disk.0.path()).status();
    assert!(more.unwrap().success());
    assert_eq!(site.json(&["sync"])["counts"]["created"], 3940);
}

/// Whoever only looks leaves nothing next to the database.
#[test]
fn those_who_look_leave_no_side_files() {
    let site = site();
    let run = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    for args in [
        &["people"][..],
        &["people", "show", "1"],
        &["people", "export"],
        &["people", "merge", "1", "2"],
        &["alerts"],
        &["alerts", "show", "99"],
        &["runs"],
        &["runs", "show", &run],
        &["properties"],
        &["plan"],
        &["explain", "t0001"],
        &["check"],
        &["undo", "0"],
    ] {
        site.run(args);
        for name in SIDE_FILES {
            assert!(!site.path(name).exists(), "{args:?} left {name}");
        }
    }
}

/// An auditor's copy on a read-only disk.
#[rstest]
#[case::file(0o444, 0o777)]
#[case::folder(0o666, 0o555)]
#[case::both(0o444, 0o555)]
fn what_may_not_be_written_can_be_viewed(#[case] file: u32, #[case] folder: u32) {
    let site = site();
    lend_engine(&site);
    leave(&site, Left::Nothing);
    allow(&site.path("tenantry.db"), file);
    allow(site.folder(), folder);
    let viewed: Vec<Output> =
        [["people"], ["alerts"], ["runs"]].iter().map(|args| run_bound(&site, args)).collect();
    allow(site.folder(), 0o755);
    allow(&site.path("tenantry.db"), 0o644);
    for output in viewed {
        let output = output.exits(0);
        let said = "tenantry.db is read-only: it can be viewed, not changed";
        assert!(output.stderr.contains(said), "{}", output.stderr);
        assert_eq!(output.stderr.lines().count(), 1, "{}", output.stderr);
    }
}
