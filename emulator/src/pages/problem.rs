//! An error as a page.

use axum::http::StatusCode;
use maud::html;

use super::page;
use crate::error::ClerkError;
use crate::http::reply::Reply;

pub(crate) fn problem(refused: &ClerkError, trace_id: &str) -> Reply {
    let title = match refused.code {
        "ticket_expired_code" => "This invitation has expired",
        "ticket_invalid_code" => "This link does not work",
        "organization_invitation_revoked_code" => "This invitation was revoked",
        "organization_invitation_already_accepted" => "This invitation was already accepted",
        "organization_invitation_not_found" => "This invitation does not exist",
        "organization_invitation_to_deleted_organization" => "This organization does not exist anymore",
        _ => "This did not work",
    };
    let body = html! {
        div class="card" {
            h1 { (title) }
            p { (refused.long_message) }
            dl class="quiet" {
                dt { "Code" } dd { code { (refused.code) } }
                dt { "Trace" } dd { code { (trace_id) } }
            }
        }
    };
    let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page(title, None, &body).with_status(status)
}
