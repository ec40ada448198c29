//! An organization's invitations, on Clerk's Frontend API.
