//! Everything of one process: its instances, its routes, its folders, its log.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;

use crate::http::static_files::StaticFiles;
use crate::ids::Randomness;
use crate::instance::Instance;
use crate::log::Log;

/// Where instances other than the default one live: `/i/<name>`.
const INSTANCE_PREFIX: &str = "/i/";

#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) frontend: Router,
    pub(crate) backend: Router,
    pub(crate) static_files: StaticFiles,
    pub(crate) randomness: Randomness,
    pub(crate) log: Log,
    pub(crate) default: Arc<Instance>,
    /// By name.
    pub(crate) others: RwLock<HashMap<String, Arc<Instance>>>,
}

impl Host {
    /// The instance that a path belongs to, and the path below it. `None` if `/i/<name>` names none.
    pub(crate) fn instance_of(&self, path: &str) -> Option<(Arc<Instance>, String)> {
        let Some(named) = path.strip_prefix(INSTANCE_PREFIX) else {
            return Some((Arc::clone(&self.default), path.to_owned()));
        };
        let (name, rest) = named.split_once('/').unwrap_or((named, ""));
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        Some((Arc::clone(others.get(name)?), format!("/{rest}")))
    }
}
