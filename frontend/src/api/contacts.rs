//! Contacts: lists, one contact, changes by hand.

use super::{Answer, delete, get, get_with, send, send_only, url};
use gloo_net::http::Request;
use muster_shared::api::{ContactDetail, ContactPage, ContactPatch, ContactQuery, SegmentMembership};

pub async fn list_contacts(query: &ContactQuery) -> Answer<ContactPage> {
    get_with("/contacts", pairs(query)).await
}

pub async fn get_contact(id: i64) -> Answer<ContactDetail> {
    get(&format!("/contacts/{id}")).await
}

pub async fn patch_contact(id: i64, patch: &ContactPatch) -> Answer<ContactDetail> {
    send(Request::patch(&url(&format!("/contacts/{id}"))), patch).await
}

pub async fn delete_contact(id: i64) -> Answer<()> {
    delete(&format!("/contacts/{id}")).await
}

pub async fn add_to_segment(contact: i64, segment: i64) -> Answer<()> {
    let membership = SegmentMembership { segment };
    send_only(
        Request::post(&url(&format!("/contacts/{contact}/segments"))),
        &membership,
    )
    .await
}

pub async fn take_out_of_segment(contact: i64, segment: i64) -> Answer<()> {
    delete(&format!("/contacts/{contact}/segments/{segment}")).await
}

fn pairs(query: &ContactQuery) -> Vec<(&'static str, String)> {
    let ContactQuery {
        search,
        segment,
        after,
        at,
        limit,
    } = query;
    let search = (!search.is_empty()).then(|| search.clone());
    [
        ("search", search),
        ("segment", segment.map(|id| id.to_string())),
        ("after", after.clone()),
        ("at", at.map(|at| at.to_string())),
        ("limit", limit.map(|limit| limit.to_string())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_goes_into_the_address() {
        assert!(pairs(&ContactQuery::default()).is_empty());
        let query = ContactQuery {
            search: "an".into(),
            segment: Some(7),
            at: Some(400),
            limit: Some(100),
            after: None,
        };
        let expected = [("search", "an"), ("segment", "7"), ("at", "400"), ("limit", "100")];
        assert_eq!(pairs(&query), expected.map(|(name, value)| (name, value.to_owned())));
    }
}
