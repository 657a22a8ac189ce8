//! The server's API, one function a route. The wire types stand in [`muster_shared::api`].

pub mod contacts;
pub mod fields;
pub mod imports;
pub mod segments;
pub mod session;

use gloo_net::http::{Request, RequestBuilder, Response};
use muster_shared::api::{ApiError, PREFIX};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// Why a call brought no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiFailure {
    /// The network or the server is away; the call may succeed later.
    Offline,
    /// Nobody is logged in (any more).
    Unauthorized,
    /// The server refuses or failed, and says why.
    Api(ApiError),
}

impl ApiFailure {
    /// The stable code of a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            ApiFailure::Api(error) => Some(&error.code),
            ApiFailure::Offline | ApiFailure::Unauthorized => None,
        }
    }

    /// What a refused form is refused for, if that is the field `name`.
    pub fn about(&self, name: &str) -> Option<&str> {
        match self {
            ApiFailure::Api(error) if error.field.as_deref() == Some(name) => Some(&error.message),
            _ => None,
        }
    }

    /// A failure read from an answer that is no success. `401 login.…` is an answer to a log-in; any other 401 says
    /// that nobody is logged in.
    fn of_answer(status: u16, body: &str) -> Self {
        let error = serde_json::from_str::<ApiError>(body).unwrap_or_else(|_| ApiError {
            code: format!("http.{status}"),
            message: format!("The server answered with an error ({status})."),
            request_id: None,
            field: None,
        });
        match status {
            401 if !error.code.starts_with("login.") => ApiFailure::Unauthorized,
            _ => ApiFailure::Api(error),
        }
    }
}

impl fmt::Display for ApiFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiFailure::Offline => f.write_str("Muster isn't answering. Check the connection."),
            ApiFailure::Unauthorized => f.write_str("Log in again to go on."),
            ApiFailure::Api(error) => f.write_str(&error.message),
        }
    }
}

impl std::error::Error for ApiFailure {}

impl From<gloo_net::Error> for ApiFailure {
    fn from(error: gloo_net::Error) -> Self {
        match error {
            gloo_net::Error::SerdeError(_) => ApiFailure::Api(ApiError {
                code: "answer.unreadable".to_owned(),
                message: "The server's answer can't be read. Reload the page.".to_owned(),
                request_id: None,
                field: None,
            }),
            gloo_net::Error::JsError(_) | gloo_net::Error::GlooError(_) => ApiFailure::Offline,
        }
    }
}

/// What every call returns.
pub type Answer<T> = Result<T, ApiFailure>;

/// `path` begins with `/` and stands under the API's prefix.
fn url(path: &str) -> String {
    format!("{PREFIX}{path}")
}

async fn succeeded(request: Request) -> Answer<Response> {
    let response = request.send().await?;
    if response.ok() {
        return Ok(response);
    }
    let body = response.text().await.unwrap_or_default();
    Err(ApiFailure::of_answer(response.status(), &body))
}

async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    get_with(path, Vec::new()).await
}

async fn get_with<T: DeserializeOwned>(path: &str, query: Vec<(&'static str, String)>) -> Answer<T> {
    let query = query.iter().map(|(name, value)| (*name, value.as_str()));
    Ok(succeeded(Request::get(&url(path)).query(query).build()?)
        .await?
        .json()
        .await?)
}

async fn send<T: DeserializeOwned>(request: RequestBuilder, body: &(impl Serialize + ?Sized)) -> Answer<T> {
    Ok(succeeded(request.json(body)?).await?.json().await?)
}

/// A call whose answer is 204.
async fn send_only(request: RequestBuilder, body: &(impl Serialize + ?Sized)) -> Answer<()> {
    succeeded(request.json(body)?).await.map(drop)
}

async fn post<T: DeserializeOwned>(path: &str) -> Answer<T> {
    Ok(succeeded(Request::post(&url(path)).build()?).await?.json().await?)
}

async fn delete(path: &str) -> Answer<()> {
    succeeded(Request::delete(&url(path)).build()?).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::ApiFailure;

    #[test]
    fn an_ended_session_is_told_from_a_wrong_password() {
        let wrong = ApiFailure::of_answer(
            401,
            r#"{"code":"login.wrong","message":"That email and password don't match."}"#,
        );
        assert_eq!(wrong.code(), Some("login.wrong"));
        let ended = ApiFailure::of_answer(401, r#"{"code":"unauthorized","message":"Log in."}"#);
        assert_eq!(ended, ApiFailure::Unauthorized);
        assert_eq!(ApiFailure::of_answer(401, ""), ApiFailure::Unauthorized);
    }

    #[test]
    fn an_answer_of_a_proxy_still_makes_a_sentence() {
        let failure = ApiFailure::of_answer(502, "<html>Bad gateway</html>");
        assert_eq!(failure.to_string(), "The server answered with an error (502).");
        assert_eq!(failure.code(), Some("http.502"));
    }

    #[test]
    fn a_refused_form_names_its_field() {
        let taken = ApiFailure::of_answer(
            409,
            r#"{"code":"field.key_taken","message":"The key \"country\" is taken by Country.","field":"key"}"#,
        );
        assert_eq!(taken.about("key"), Some("The key \"country\" is taken by Country."));
        assert_eq!(taken.about("name"), None);
    }
}
