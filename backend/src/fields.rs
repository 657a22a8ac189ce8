//! Rules for custom fields: what may be made, changed and deleted.

use crate::auth::check_name;
use crate::error::{AppError, Result};
use crate::store;
use crate::store::PgPool;
use muster_shared::api::{FieldPatch, NewField};
use muster_shared::{Field, FieldKey, FieldOption, FieldType, limits};

/// Makes a custom field.
///
/// # Errors
/// 422 about a field of the form; 409 `field.key_taken`, `field.name_taken`.
pub(crate) async fn create(pool: &PgPool, account_id: i64, user_id: i64, new: NewField) -> Result<Field> {
    let fields = store::field::all(pool, account_id).await?;
    if fields.iter().filter(|field| !field.system).count() >= limits::CUSTOM_FIELDS {
        let message = format!("An account has at most {} fields of its own.", limits::CUSTOM_FIELDS);
        return Err(AppError::unprocessable("field.too_many", message));
    }
    let NewField {
        name,
        key,
        kind,
        required,
        options,
        default_country,
    } = new;
    let name = check_name("name", &name)?;
    let key = match key {
        Some(key) => key,
        None => free_key(&name, &fields),
    };
    check_free(&fields, &name, &key)?;
    check_options(kind, &options)?;
    let default_country = check_country(kind, default_country)?;
    let field = Field {
        key,
        name,
        kind,
        required,
        system: false,
        options,
        default_country,
    };
    store::field::create(pool, account_id, user_id, &field).await?;
    Ok(field)
}

/// Changes a custom field.
///
/// # Errors
/// 404; 409 `field.system`, `field.name_taken`, `field.option_in_use`; 422 about a field of the form.
pub(crate) async fn patch(
    pool: &PgPool,
    account_id: i64,
    user_id: i64,
    key: &FieldKey,
    patch: FieldPatch,
) -> Result<Field> {
    let mut fields = store::field::all(pool, account_id).await?;
    let place = fields
        .iter()
        .position(|field| field.key == *key)
        .ok_or_else(AppError::not_found)?;
    let mut field = fields.remove(place);
    if field.system {
        return Err(system_field());
    }
    let FieldPatch {
        name,
        required,
        options,
        default_country,
    } = patch;
    if let Some(name) = name {
        field.name = check_name("name", &name)?;
        check_free(&fields, &field.name, &field.key)?;
    }
    if let Some(required) = required {
        field.required = required;
    }
    if let Some(options) = options {
        check_options(field.kind, &options)?;
        for gone in field
            .options
            .iter()
            .filter(|old| options.iter().all(|new| new.id != old.id))
        {
            if store::field::option_in_use(pool, account_id, key, &gone.id).await? {
                let message = format!("Contacts have `{}`. Change theirs before you take it away.", gone.label);
                return Err(AppError::conflict("field.option_in_use", message).about("options"));
            }
        }
        field.options = options;
    }
    if let Some(country) = default_country {
        field.default_country = check_country(field.kind, Some(country))?;
    }
    store::field::update(pool, account_id, user_id, &field).await?;
    Ok(field)
}

/// Deletes a custom field and its values.
///
/// # Errors
/// 404; 409 `field.system`, `field.in_use`.
pub(crate) async fn delete(pool: &PgPool, account_id: i64, user_id: i64, key: &FieldKey) -> Result<()> {
    if muster_shared::field::system_fields()
        .iter()
        .any(|field| field.key == *key)
    {
        return Err(system_field());
    }
    match store::field::delete(pool, account_id, user_id, key).await? {
        store::field::Deleted::Yes => Ok(()),
        store::field::Deleted::NoSuch => Err(AppError::not_found()),
        store::field::Deleted::InUse => Err(AppError::conflict(
            "field.in_use",
            "An import is using this field right now. Try again when it is done.",
        )),
    }
}

fn system_field() -> AppError {
    AppError::conflict(
        "field.system",
        "Every account has this field. It can't be changed or deleted.",
    )
}

/// The key that the name suggests, with a number where it is taken.
fn free_key(name: &str, fields: &[Field]) -> FieldKey {
    let plain = FieldKey::from_name(name);
    let numbered = (2..).map(|n| {
        let end = format!("_{n}");
        let start = &plain.as_str()[..plain.as_str().len().min(limits::KEY_CHARS - end.len())];
        FieldKey::try_from(format!("{start}{end}")).unwrap_or_else(|_| plain.clone())
    });
    std::iter::once(plain.clone())
        .chain(numbered.take(limits::CUSTOM_FIELDS + fields.len()))
        .find(|key| fields.iter().all(|field| field.key != *key))
        .unwrap_or(plain)
}

fn check_free(others: &[Field], name: &str, key: &FieldKey) -> Result<()> {
    if let Some(other) = others.iter().find(|field| field.key == *key) {
        let message = format!("The key `{key}` is taken by {}.", other.name);
        return Err(AppError::conflict("field.key_taken", message).about("key"));
    }
    if others
        .iter()
        .any(|field| field.name.to_lowercase() == name.to_lowercase())
    {
        let message = format!("There is already a field `{name}`. Choose another name.");
        return Err(AppError::conflict("field.name_taken", message).about("name"));
    }
    Ok(())
}

fn check_options(kind: FieldType, options: &[FieldOption]) -> Result<()> {
    let refuse = |message: String| Err(AppError::form("options", "options.refused", message));
    match (kind.has_options(), options.is_empty()) {
        (true, true) => return refuse("Add at least one option.".to_owned()),
        (false, false) => return refuse(format!("A field of type {} has no options.", kind.label())),
        (false, true) => return Ok(()),
        (true, false) => {}
    }
    if options.len() > limits::FIELD_OPTIONS {
        return refuse(format!("A field has at most {} options.", limits::FIELD_OPTIONS));
    }
    for (i, option) in options.iter().enumerate() {
        let readable = |text: &str| {
            !text.trim().is_empty() && text.chars().count() <= limits::NAME_CHARS && !text.chars().any(char::is_control)
        };
        if !readable(&option.id) || !readable(&option.label) {
            return refuse(format!(
                "Every option has a name of at most {} characters.",
                limits::NAME_CHARS
            ));
        }
        // Cells name options by id or label, whatever the case, and several with bars between.
        if option.id.contains('|') || option.label.contains('|') {
            return refuse(format!(
                "`{}` has a bar, which stands between options in a file.",
                option.label
            ));
        }
        let same = |other: &FieldOption| {
            other.id == option.id || other.label.trim().to_lowercase() == option.label.trim().to_lowercase()
        };
        if options[..i].iter().any(same) {
            return refuse(format!("`{}` stands twice among the options.", option.label));
        }
    }
    Ok(())
}

/// A country for phones; an empty text is none.
fn check_country(kind: FieldType, country: Option<String>) -> Result<Option<String>> {
    let Some(country) = country.filter(|country| !country.is_empty()) else {
        return Ok(None);
    };
    let fits = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    match (kind, fits) {
        (FieldType::Phone, true) => Ok(Some(country)),
        (FieldType::Phone, false) => Err(AppError::form(
            "default_country",
            "country.refused",
            "A country is two capital letters, like ES.",
        )),
        _ => Err(AppError::form(
            "default_country",
            "country.refused",
            "Only a phone has a default country.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_key_gets_a_number() {
        let fields = muster_shared::field::system_fields();
        assert_eq!(free_key("City!", &fields).as_str(), "city_2");
        assert_eq!(free_key("Plan", &fields).as_str(), "plan");
    }

    #[test]
    fn options_are_named_once_and_only_where_a_type_has_them() {
        let option = |id: &str, label: &str| FieldOption {
            id: id.to_owned(),
            label: label.to_owned(),
        };
        let cases = [
            (FieldType::Radio, vec![option("a", "A"), option("b", "B")], true),
            (FieldType::Radio, vec![], false),
            (FieldType::Text, vec![], true),
            (FieldType::Text, vec![option("a", "A")], false),
            (FieldType::Checkbox, vec![option("a", "A"), option("a", "B")], false),
            (FieldType::Checkbox, vec![option("a", "A"), option("b", " a")], false),
            (FieldType::Checkbox, vec![option("a", "A|B")], false),
            (FieldType::Radio, vec![option("a", "  ")], false),
            (FieldType::Radio, vec![option("a\0", "A")], false),
        ];
        for (kind, options, taken) in cases {
            assert_eq!(check_options(kind, &options).is_ok(), taken, "{kind:?} {options:?}");
        }
    }
}
