//! Tests that a write is synced to disk before it is acknowledged, by counting SQLite's calls of `xSync`. Killing a
//! process cannot show this, because the system still writes its memory to disk.

// Tests may unwrap and index. A panic fails the test.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int};
use std::ptr;
use std::sync::{LazyLock, OnceLock};

use rusqlite::ffi;

use super::*;

/// The name of the counting VFS.
const COUNTING: &CStr = c"counting";

/// The functions of the system's own VFS.
struct Original {
    open: unsafe extern "C" fn(
        *mut ffi::sqlite3_vfs,
        ffi::sqlite3_filename,
        *mut ffi::sqlite3_file,
        c_int,
        *mut c_int,
    ) -> c_int,
    sync: unsafe extern "C" fn(*mut ffi::sqlite3_file, c_int) -> c_int,
}

static ORIGINAL: OnceLock<Original> = OnceLock::new();
/// The names of open files by address, and the number of syncs by name.
static FILES: LazyLock<Mutex<HashMap<usize, String>>> = LazyLock::new(Mutex::default);
static SYNCS: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// Registers a copy of the system's VFS whose `xSync` counts.
fn register() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite's default VFS and the leaked copy live as long as the process.
        unsafe {
            let system = ffi::sqlite3_vfs_find(ptr::null());
            let vfs = Box::leak(Box::new(*system));
            vfs.zName = COUNTING.as_ptr();
            vfs.xOpen = Some(open);
            let opens = (*system).xOpen.unwrap();
            // The methods of a file are only known once a file is open.
            let mut file = vec![0_u64; usize::try_from((*system).szOsFile).unwrap().div_ceil(8)];
            let file = file.as_mut_ptr().cast::<ffi::sqlite3_file>();
            let flags = ffi::SQLITE_OPEN_READWRITE
                | ffi::SQLITE_OPEN_CREATE
                | ffi::SQLITE_OPEN_DELETEONCLOSE
                | ffi::SQLITE_OPEN_EXCLUSIVE
                | ffi::SQLITE_OPEN_TEMP_DB;
            assert_eq!(opens(system, ptr::null(), file, flags, ptr::null_mut()), ffi::SQLITE_OK);
            let sync = (*(*file).pMethods).xSync.unwrap();
            (*(*file).pMethods).xClose.unwrap()(file);
            assert!(ORIGINAL.set(Original { open: opens, sync }).is_ok());
            assert_eq!(ffi::sqlite3_vfs_register(vfs, 0), ffi::SQLITE_OK);
        }
    });
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite calls this with the arguments for the original.
    unsafe {
        let opened = (ORIGINAL.get().unwrap().open)(vfs, name, file, flags, out_flags);
        if opened == ffi::SQLITE_OK && !name.is_null() && !(*file).pMethods.is_null() {
            let mut methods = *(*file).pMethods;
            methods.xSync = Some(sync);
            (*file).pMethods = Box::leak(Box::new(methods));
            let name = CStr::from_ptr(name).to_string_lossy().into_owned();
            lock(&FILES).insert(file as usize, name);
        }
        opened
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    if let Some(name) = lock(&FILES).get(&(file as usize)) {
        *lock(&SYNCS).entry(name.clone()).or_default() += 1;
    }
    // SAFETY: SQLite calls this with a file that the original opened.
    unsafe { (ORIGINAL.get().unwrap().sync)(file, flags) }
}

#[test]
fn a_write_is_synced_before_it_is_acknowledged() {
    register();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let uri = format!("file:{}?vfs=counting", path.display());
    let store = Store::open(Path::new(&uri), None).unwrap();
    let log = format!("{}-wal", path.display());
    let syncs = || lock(&SYNCS).get(&log).copied().unwrap_or(0);
    for number in 0..10 {
        let before = syncs();
        let sql = format!("INSERT INTO counters VALUES ('ins_{number}', 'a', '', 1)");
        store.write("ins_1", &|| 0, |db| Ok(db.connection.execute_batch(&sql)?)).unwrap();
        assert!(syncs() > before, "write {number} was acknowledged after {before} syncs and no more");
    }
    let before = syncs();
    store.read("ins_1", 0, |db| Ok(db.count_users()?)).unwrap();
    assert_eq!(syncs(), before, "a reading syncs nothing");
}
