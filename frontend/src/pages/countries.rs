//! Countries for choosing: names in the browser's language, with their calling codes.

use leptos::wasm_bindgen::{JsCast, JsValue};
use muster_shared::value::phone;

/// Code and words (`PT`, `Portugal (+351)`) of all countries whose phone numbers are known, by name.
pub fn country_choices() -> Vec<(String, String)> {
    let names = DisplayNames::new();
    let mut choices: Vec<(String, String)> = phone::countries()
        .map(|(country, code)| (country.to_owned(), format!("{} (+{code})", names.of(country))))
        .collect();
    choices.sort_by(|a, b| a.1.cmp(&b.1));
    choices
}

/// The browser's `Intl.DisplayNames` for regions; not there in old browsers.
struct DisplayNames(Option<JsValue>);

impl DisplayNames {
    fn new() -> Self {
        Self(Self::make().ok())
    }

    fn make() -> Result<JsValue, JsValue> {
        let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into())?;
        let maker: js_sys::Function = js_sys::Reflect::get(&intl, &"DisplayNames".into())?.dyn_into()?;
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"type".into(), &"region".into())?;
        js_sys::Reflect::construct(&maker, &js_sys::Array::of2(&"en".into(), &options))
    }

    /// The country's name; its code where the browser knows none.
    fn of(&self, country: &str) -> String {
        let ask = || {
            let names = self.0.as_ref()?;
            let of: js_sys::Function = js_sys::Reflect::get(names, &"of".into()).ok()?.dyn_into().ok()?;
            of.call1(names, &country.into()).ok()?.as_string()
        };
        ask().unwrap_or_else(|| country.to_owned())
    }
}
