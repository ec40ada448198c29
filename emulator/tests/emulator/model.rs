//! Random sequences of changes to invitations and members, through both APIs and the portal, compared with a simple
//! model. After each step the emulator and the model agree on statuses, counts and members.

mod expected;
mod perform;
mod steps;
mod world;

use proptest::prelude::*;

use steps::{Api, Step, steps};
use world::World;

fn agree_after_each_of(steps: &[Step]) {
    let mut world = World::begin();
    for step in steps {
        world.take(step);
        world.agree();
    }
}

/// The shortest sequences for the defects that random sequences have found.
#[test]
fn the_emulator_and_the_model_agree_on_earlier_defects() {
    use Api::{Backend, Frontend};
    // A user with two addresses of a domain with automatic suggestions or invitations.
    agree_after_each_of(&[Step::CreateUser(0), Step::Enroll(0)]);
    agree_after_each_of(&[Step::SetMode(true), Step::CreateUser(0), Step::Enroll(0)]);
    // A user at the page of another user's invitation.
    let another = Step::SignInWithTicketOfAnother(1, 0);
    agree_after_each_of(&[
        Step::CreateUser(0),
        Step::CreateUser(1),
        Step::Invite(Frontend, 0, false),
        another,
    ]);
    // An invitation that is revoked before it is accepted.
    agree_after_each_of(&[Step::Invite(Backend, 0, false), Step::RevokeDuringSignUp(0)]);
    let revoked = Step::Revoke(Frontend, 0);
    agree_after_each_of(&[
        Step::CreateUser(0),
        Step::Invite(Frontend, 0, false),
        revoked,
        Step::AcceptByList(0, 0),
    ]);
    // An invitation of a domain takes a seat.
    agree_after_each_of(&[
        Step::SetMode(true),
        Step::CreateUser(0),
        Step::SetLimit(2),
        Step::Enroll(0),
        Step::Invite(Backend, 1, false),
    ]);
    // An invited user who is added as a member.
    agree_after_each_of(&[Step::CreateUser(0), Step::Invite(Frontend, 0, false), Step::Add(Backend, 0)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_emulator_and_the_model_agree_after_every_step(steps in steps()) {
        agree_after_each_of(&steps);
    }
}
