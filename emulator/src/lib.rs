//! Clerk's Frontend and Backend API for organizations, local, on embedded SQLite.
