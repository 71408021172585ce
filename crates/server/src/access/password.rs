//! Passwords: what may be one, and how one is kept and checked.

use std::sync::LazyLock;

use argon2::password_hash::SaltString;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use axum::http::StatusCode;
use tokio::sync::Semaphore;

use super::ticket;
use crate::api::problem::Problem;

/// The fewest letters.
pub(crate) const SHORTEST: usize = 12;

/// The most bytes: hashing a novel helps nobody.
const LONGEST: usize = 256;

/// What is checked against when there is nothing to check against, so that it takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Each hash takes 19 MB and a core for a while.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// OWASP's second choice of 2024: 19 MiB, two rounds.
fn argon() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, Some(32)).unwrap_or_default())
}

/// Says what is wrong with a password that somebody wants.
pub(crate) fn judge(password: &str, about: &[&str]) -> Result<(), Problem> {
    let wrong = |what: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "password").detail(what);
    if password.chars().count() < SHORTEST {
        return Err(wrong(format!("a password has at least {SHORTEST} characters")));
    }
    if password.len() > LONGEST {
        return Err(wrong(format!("a password has at most {LONGEST} bytes")));
    }
    let small = password.to_lowercase();
    let first = small.chars().next();
    if small.chars().all(|letter| Some(letter) == first)
        || about.iter().any(|about| !about.is_empty() && small == about.to_lowercase())
    {
        return Err(wrong("this password is too easy to guess".to_owned()));
    }
    Ok(())
}

/// What is kept of a password.
pub(crate) async fn hash(password: String) -> Result<String, Problem> {
    let salt = SaltString::encode_b64(&ticket::bytes::<16>()?).map_err(|error| Problem::internal(&error))?;
    slowly(move || hash_now(&password, &salt)).await?
}

/// The same at once, for the command line.
pub(crate) fn hash_at_once(password: &str) -> anyhow::Result<String> {
    let refused = |problem: Problem| anyhow::anyhow!("{problem}");
    let salt = ticket::bytes::<16>().map_err(refused)?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow::anyhow!("{error}"))?;
    hash_now(password, &salt).map_err(refused)
}

fn hash_now(password: &str, salt: &SaltString) -> Result<String, Problem> {
    let hash = argon().hash_password(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Problem::internal(&error))
}

/// Whether a password is the one that was kept. Without one it takes as long, and is not.
pub(crate) async fn is(kept: Option<String>, password: String) -> Result<bool, Problem> {
    slowly(move || {
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| NOBODY.to_owned());
        let right = password.len() <= LONGEST
            && PasswordHash::new(&kept)
                .is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok());
        known && right
    })
    .await
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let place = AT_ONCE.acquire().await.map_err(|error| Problem::internal(&error))?;
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error));
    drop(place);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_checked_for_nobody_is_a_hash_of_the_same_cost() {
        let hash = PasswordHash::new(NOBODY).expect("a hash");
        assert_eq!(Params::try_from(&hash).expect("its costs"), *argon().params());
    }

    #[test]
    fn what_is_too_easy_is_refused() {
        for easy in ["short", "aaaaaaaaaaaaaaaa", "An.Bos@example.nl", &"ab".repeat(200)] {
            assert!(judge(easy, &["an.bos@example.nl"]).is_err(), "{easy}");
        }
        assert!(judge("correct horse battery", &["an.bos@example.nl", ""]).is_ok());
    }
}
