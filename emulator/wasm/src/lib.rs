//! The emulator as a WebAssembly module. Each module runs one emulator: `emulator/npm/engine.ts` starts it and turns
//! its functions into `fetch`.
//!
//! The module has no executor and no promises. JavaScript starts a call and polls it until it has an answer, so that it
//! can catch a trap as an exception.

#![cfg(target_arch = "wasm32")]

mod calls;
mod host;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, Request};
use clerk_emulator::{Core, CoreConfig, NewInstance, Randomness, Seed, Settings, SigningKey};
use serde::Deserialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use host::Host;

/// An emulator.
#[wasm_bindgen]
pub struct Emulator(Core);

fn failed(cause: impl ToString) -> JsError {
    JsError::new(&cause.to_string())
}

#[wasm_bindgen]
impl Emulator {
    /// Opens an emulator. `options` is JSON (see [`Options`]), `randomness` has 32 bytes, `signing_key` is an RSA key
    /// in PKCS#8, and `image` is a database from [`image`](Self::image).
    #[wasm_bindgen(constructor)]
    pub fn new(
        options: &str,
        host: Host,
        randomness: &[u8],
        signing_key: Option<Vec<u8>>,
        image: Option<Vec<u8>>,
    ) -> Result<Self, JsError> {
        host::set(host);
        let options: Options = serde_json::from_str(options).map_err(failed)?;
        let mut settings = Settings::default();
        settings.set_all(&options.settings).map_err(failed)?;
        let randomness: [u8; 32] = randomness.try_into().map_err(failed)?;
        let signing_key =
            signing_key.map(|der| SigningKey::from_pkcs8_der(&der)).transpose().map_err(failed)?;
        let config = CoreConfig {
            url: options.url,
            allowed_hosts: options.allowed_hosts,
            database: ":memory:".into(),
            image,
            settings,
            time: host::time(),
            randomness: Randomness::from_bytes(randomness),
            seed: options.seed.map(Seed::from_value).transpose().map_err(failed)?,
            signing_key,
            log: options.log.then(host::log),
            sleep: host::sleep(),
            outgoing: Some(host::outgoing()),
            webhooks: options.webhooks,
        };
        Core::open(config).map(Self).map_err(failed)
    }

    /// Starts answering a request. Returns the number of the call for [`poll`]. `headers` has alternating names and
    /// values.
    pub fn begin(
        &self,
        method: &str,
        target: &str,
        headers: Vec<String>,
        body: Vec<u8>,
    ) -> Result<u32, JsError> {
        let mut request =
            Request::builder().method(method).uri(target).body(Bytes::from(body)).map_err(failed)?;
        for pair in headers.chunks_exact(2) {
            let [name, value] = pair else { continue };
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(failed)?;
            request.headers_mut().append(name, HeaderValue::from_bytes(value.as_bytes()).map_err(failed)?);
        }
        Ok(calls::begin(self.0.clone(), request))
    }

    /// The default instance as JSON.
    pub fn instance(&self) -> String {
        self.0.instance().to_string()
    }

    /// Creates an instance. `options` is JSON with `seed` and `settings`. Returns its description as JSON.
    #[wasm_bindgen(js_name = createInstance)]
    pub fn create_instance(&self, options: &str) -> Result<String, JsError> {
        let new = NewInstance::from_value(serde_json::from_str(options).map_err(failed)?).map_err(failed)?;
        self.0.create_instance(new).map(|instance| instance.to_string()).map_err(failed)
    }

    /// Ends an instance and removes its data. Returns whether an instance had this URL.
    #[wasm_bindgen(js_name = endInstance)]
    pub fn end_instance(&self, url: &str) -> Result<bool, JsError> {
        self.0.end_instance(url).map_err(failed)
    }

    /// The database as an SQLite file. It can be called after a trap: it reads the committed data.
    pub fn image(&self) -> Result<Vec<u8>, JsError> {
        self.0.image().map_err(failed)
    }
}

/// Polls a call. Returns `undefined` if it is not ready, `null` if a fault closes the connection without an answer, or
/// `[status, alternating header names and values, body, whether the body is cut off]`.
#[wasm_bindgen]
pub fn poll(call: u32) -> JsValue {
    calls::poll(call)
}

/// Completes the timer that [`Host::start_timer`] started.
#[wasm_bindgen(js_name = endTimer)]
pub fn end_timer(timer: u32) {
    host::end_timer(timer);
}

/// Completes the request that [`Host::post`] started, with the status of its answer or the reason of the failure.
#[wasm_bindgen(js_name = endPost)]
pub fn end_post(number: u32, status: Option<u16>, reason: String) {
    host::end_post(number, status.ok_or(reason));
}

/// The options of [`Emulator::new`].
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Options {
    url: String,
    allowed_hosts: Vec<String>,
    seed: Option<Value>,
    settings: Map<String, Value>,
    webhooks: Vec<String>,
    /// Whether to pass a line per request to the host.
    log: bool,
}
