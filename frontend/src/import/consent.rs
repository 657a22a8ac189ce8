//! Consent: only where somebody ticks it does an import subscribe people who unsubscribed.

use muster_shared::FieldKey;
use muster_shared::merge::{Existing, NEWSLETTER, Resubscribe};

use super::draft::MappingDraft;
use super::state::Options;

/// What the tick says, everywhere in the same words.
pub const CONSENT: &str = "Subscribe people who unsubscribed: I have their consent";

/// Whether a field is the one that says who gets mail.
pub fn is_newsletter(field: &FieldKey) -> bool {
    field.as_str() == NEWSLETTER
}

/// What goes to the server: consent counts only where the import could subscribe anybody at all, since Newsletter is mapped and gets the
/// file's values.
pub fn resubscribe(options: &Options, draft: &MappingDraft) -> Resubscribe {
    let slot = draft.slots().iter().find(|slot| is_newsletter(&slot.field));
    match slot.map(|slot| options.existing.of_field(slot.update)) {
        Some(Existing::Override) => options.resubscribe,
        Some(Existing::Leave | Existing::FillEmpty) | None => Resubscribe::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::{Source, UpdatePolicy};

    #[test]
    fn consent_counts_only_where_newsletter_is_overridden() {
        use Existing::{FillEmpty, Leave, Override};
        for (mapped, existing, update, counts) in [
            (true, Override, None, true),
            (true, FillEmpty, Some(UpdatePolicy::Override), true),
            (true, Override, Some(UpdatePolicy::FillEmpty), false),
            (true, FillEmpty, None, false),
            (true, Leave, Some(UpdatePolicy::Override), false),
            (false, Override, None, false),
        ] {
            let field = FieldKey::from_name(NEWSLETTER);
            let mut draft = MappingDraft::default();
            if mapped {
                draft.assign(&field, Source::Column(0));
                draft.set(&field, Default::default(), None, update);
            }
            let options = Options {
                existing,
                resubscribe: Resubscribe::WithConsent,
                ..Options::default()
            };
            let expected = if counts {
                Resubscribe::WithConsent
            } else {
                Resubscribe::Never
            };
            assert_eq!(
                resubscribe(&options, &draft),
                expected,
                "{mapped} {existing:?} {update:?}"
            );
        }
    }
}
