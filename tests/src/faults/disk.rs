//! A small disk in memory, for a tablespace that can be filled up.

use super::programs;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const MEGABYTES: u32 = 96;

/// Unmounted when dropped.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// `None` where this program may not mount: root alone may.
    pub fn mount(folder: PathBuf) -> Option<Self> {
        fs::create_dir(&folder).ok()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={MEGABYTES}m"), "tmpfs"])
            .arg(&folder)
            .stderr(std::process::Stdio::null())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            return None;
        }
        let disk = Self { folder };
        programs::give_to_postgres(&disk.folder);
        Some(disk)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }

    /// Takes all the room that is left.
    pub fn fill(&self) {
        let mut filler = File::create(self.filler()).expect("a file on the small disk");
        for size in [1 << 20, 4 << 10] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
    }

    pub fn free(&self) {
        fs::remove_file(self.filler()).ok();
    }

    pub async fn full_for(&self, how_long: Duration) {
        self.fill();
        tokio::time::sleep(how_long).await;
        self.free();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        unmount(&self.folder);
    }
}

fn unmount(folder: &Path) {
    Command::new("umount").arg("--lazy").arg(folder).status().ok();
}

/// Unmounts the disks below a folder.
pub(super) fn unmount_below(folder: &Path) {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let folders = mounts.lines().filter_map(|line| line.split(' ').nth(1)).map(Path::new);
    folders.filter(|mounted| mounted.starts_with(folder)).for_each(unmount);
}
