import { ClerkProvider, Show, useAuth, useClerk, useOrganization } from 'clerk-organization/react';
import { useEffect, useRef, useState } from 'react';

/** The public settings, from the server's environment. */
export const loader = () => ({
  publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
  proxyUrl: process.env.CLERK_PROXY_URL,
});

function SignIn() {
  const clerk = useClerk();
  const place = useRef(null);
  useEffect(() => {
    const node = place.current;
    clerk.mountSignIn(node);
    return () => clerk.unmountSignIn(node);
  }, [clerk]);
  return <div ref={place} />;
}

function Team() {
  const { organization, invitations } = useOrganization({ invitations: { status: ['pending'], pageSize: 5 } });
  const [emailAddress, setEmailAddress] = useState('');
  const [problem, setProblem] = useState('');

  async function invite(event) {
    event.preventDefault();
    setProblem('');
    try {
      await organization.inviteMember({ emailAddress, role: 'org:member' });
      setEmailAddress('');
    } catch (error) {
      setProblem(String(error));
    }
  }

  return (
    <>
      <h1>{organization?.name}</h1>
      <form onSubmit={invite}>
        <input aria-label="E-mail address" value={emailAddress} onChange={(event) => setEmailAddress(event.target.value)} />
        <button>Invite</button>
        <p role="alert">{problem}</p>
      </form>
      <ul>
        {invitations?.data?.map((invitation) => (
          <li key={invitation.id ?? invitation.emailAddress}>
            {invitation.emailAddress} <button onClick={() => invitation.revoke()}>Revoke</button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Loading() {
  const { isLoaded } = useAuth();
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return isLoaded ? null : <p>Loading {isMounted ? 'in the browser' : 'on the server'}</p>;
}

export default function Page({ loaderData }) {
  return (
    <ClerkProvider {...loaderData}>
      <Loading />
      <Show when="signed-out">
        <SignIn />
      </Show>
      <Show when="signed-in">
        <Team />
      </Show>
    </ClerkProvider>
  );
}
