//! The files of `dist/`: gathered in memory, named by content, written where they differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};

use super::Profile;

/// Files smaller than this gain nothing from compression.
const MIN_COMPRESSED_BYTES: usize = 512;

/// Brotli's best; the bundle is made once and loaded often.
const BROTLI_QUALITY: u32 = 11;

/// What `dist/` shall hold: path from its root, with `/`, to content.
#[derive(Default)]
pub(super) struct Assets {
    files: BTreeMap<String, Vec<u8>>,
}

impl Assets {
    /// Adds a file named by its content and hands back its URL.
    pub(super) fn hashed(&mut self, stem: &str, extension: &str, content: Vec<u8>) -> String {
        let path = format!("assets/{stem}-{}.{extension}", content_hash(&content));
        let url = format!("/{path}");
        self.files.insert(path, content);
        url
    }

    /// Adds a file under a name of its own.
    pub(super) fn page(&mut self, path: &str, content: Vec<u8>) {
        self.files.insert(path.to_owned(), content);
    }

    /// Adds a folder of files that name each other, under a name made of all their contents: hands back that name,
    /// or nothing when there is no such folder.
    pub(super) fn tree(&mut self, stem: &str, folder: &Path) -> Result<Option<String>> {
        let files = read_tree(folder)?;
        if files.is_empty() {
            return Ok(None);
        }
        let mut all = Vec::new();
        for (path, content) in &files {
            all.extend_from_slice(path.as_bytes());
            all.extend_from_slice(content);
        }
        let name = format!("{stem}-{}", content_hash(&all));
        self.files.extend(
            files
                .into_iter()
                .map(|(path, content)| (format!("assets/{name}/{path}"), content)),
        );
        Ok(Some(name))
    }

    /// Adds every file of a folder, if there is one, under its own name.
    pub(super) fn copy_tree(&mut self, folder: &Path) -> Result<()> {
        self.files.extend(read_tree(folder)?);
        Ok(())
    }

    /// Makes `dist` hold exactly these files (and, in release, their brotli twins). New files come first, pages after them,
    /// removals last: whoever serves the folder meanwhile never names a file that is not there.
    pub(super) fn write(&self, dist: &Path, profile: Profile) -> Result<()> {
        fs::create_dir_all(dist)?;
        let (assets, pages): (Vec<_>, Vec<_>) = self.files.iter().partition(|(path, _)| path.starts_with("assets/"));
        let mut wanted: BTreeSet<PathBuf> = self.files.keys().map(|path| dist.join(path)).collect();
        for group in [assets, pages] {
            if profile == Profile::Release {
                wanted.extend(write_compressed(dist, &group)?);
            }
            for (path, content) in group {
                write_if_changed(&dist.join(path), content)?;
            }
        }
        remove_others(dist, &wanted)
    }
}

/// The first 16 hexadecimal digits of the SHA-256.
pub(super) fn content_hash(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .fold(String::new(), |mut hash, byte| {
            // Writing into a String can't fail.
            let _ = write!(hash, "{byte:02x}");
            hash
        })
}

/// Waits until no other bundler works, and keeps others waiting for as long as the file is held.
pub(super) fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder)?;
    let file = File::create(folder.join("lock"))?;
    file.lock().context("could not lock the bundle")?;
    Ok(file)
}

/// Makes the folder exist and hold nothing.
pub(super) fn empty_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))
}

/// Writes the brotli twins, on all cores, and hands back their paths. A twin that stands beside the very same content is kept:
/// the best quality takes seconds.
fn write_compressed(dist: &Path, group: &[(&String, &Vec<u8>)]) -> Result<Vec<PathBuf>> {
    let todo: Vec<_> = group
        .iter()
        .filter(|(_, content)| content.len() >= MIN_COMPRESSED_BYTES)
        .collect();
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = || -> Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        while let Some((path, content)) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
            let file = dist.join(path);
            let twin = dist.join(format!("{path}.br"));
            if !(twin.exists() && fs::read(&file).is_ok_and(|old| old == **content)) {
                write_file(&twin, &compress(content)?)?;
            }
            written.push(twin);
        }
        Ok(written)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| anyhow!("a compressing thread broke off"))??);
        }
        Ok(all)
    })
}

fn compress(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, BROTLI_QUALITY, 22);
    encoder.write_all(content)?;
    Ok(encoder.into_inner())
}

fn write_if_changed(file: &Path, content: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|old| old == content) {
        return Ok(());
    }
    write_file(file, content)
}

/// Writes through a neighbour and a rename: nobody ever reads half a file.
fn write_file(file: &Path, content: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file stands in a folder")?;
    fs::create_dir_all(folder)?;
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, content).with_context(|| format!("could not write {}", file.display()))?;
    fs::rename(&new, file).with_context(|| format!("could not write {}", file.display()))
}

fn read_tree(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for file in list_tree(folder)? {
        let path = file
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/");
        files.insert(path, fs::read(&file)?);
    }
    Ok(files)
}

/// Every file below a folder; none when it does not exist.
fn list_tree(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(list_tree(&path)?)
        } else {
            files.push(path)
        }
    }
    Ok(files)
}

fn remove_others(dist: &Path, wanted: &BTreeSet<PathBuf>) -> Result<()> {
    for file in list_tree(dist)? {
        if !wanted.contains(&file) {
            fs::remove_file(&file).with_context(|| format!("could not remove {}", file.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(dist: &Path) -> Vec<String> {
        let mut names: Vec<_> = read_tree(dist).unwrap().into_keys().collect();
        names.sort();
        names
    }

    #[test]
    fn names_follow_the_content() {
        let mut assets = Assets::default();
        let first = assets.hashed("app", "css", b"a{}".to_vec());
        let second = assets.hashed("app", "css", b"b{}".to_vec());
        assert!(first.starts_with("/assets/app-") && first.ends_with(".css"), "{first}");
        assert_ne!(first, second);
        assert_eq!(assets.hashed("app", "css", b"a{}".to_vec()), first);
    }

    #[test]
    fn the_folder_holds_exactly_what_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut old = Assets::default();
        old.hashed("app", "js", b"old".repeat(1000));
        old.page("index.html", b"old page".to_vec());
        old.write(folder.path(), Profile::Release).unwrap();
        assert_eq!(
            listed(folder.path()).len(),
            3,
            "the big file has a twin, the small page has none"
        );

        let mut new = Assets::default();
        let url = new.hashed("app", "js", b"new".to_vec());
        new.page("index.html", b"new page".to_vec());
        new.write(folder.path(), Profile::Debug).unwrap();
        assert_eq!(
            listed(folder.path()),
            [url.trim_start_matches('/').to_owned(), "index.html".to_owned()]
        );
        assert_eq!(fs::read(folder.path().join("index.html")).unwrap(), b"new page");
    }

    #[test]
    fn a_twin_holds_the_same_content() {
        let content = "Elodie,Müller,\"a, b\"\n".repeat(200).into_bytes();
        let folder = tempfile::tempdir().unwrap();
        let mut assets = Assets::default();
        let url = assets.hashed("data", "csv", content.clone());
        assets.write(folder.path(), Profile::Release).unwrap();
        let twin = fs::read(folder.path().join(format!("{}.br", url.trim_start_matches('/')))).unwrap();
        let mut read = Vec::new();
        brotli::BrotliDecompress(&mut twin.as_slice(), &mut read).unwrap();
        assert!(twin.len() < content.len() / 10);
        assert_eq!(read, content);
    }
}
