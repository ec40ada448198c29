import { Clerk } from '@clerk/clerk-js'

const pubKey = import.meta.env.VITE_CLERK_PUBLISHABLE_KEY

const clerk = new Clerk(pubKey)
await clerk.load()

if (clerk.user) {
  // Check for an active organization
  if (clerk.organization) {
    // Get list of organization invitations
    const { totalCount, data } = await clerk.organization.getInvitations()

    const invitations = data
    console.log(`Invitations:`, invitations)

    if (invitations.length === 0) {
      console.log('No invitations to revoke.')
    }

    // Revoke the first invitation in the list
    invitations[0]
      .revoke()
      .then((res) => console.log(res))
      .catch((error) => console.log(error.errors))
  } else {
    // If there is no active organization,
    // mount Clerk's <OrganizationSwitcher />
    // to allow the user to set an organization as active
    document.getElementById('app').innerHTML = `
      <h2>Select an organization to set it as active</h2>
      <div id="org-switcher"></div>
    `

    const orgSwitcherDiv = document.getElementById('org-switcher')

    clerk.mountOrganizationSwitcher(orgSwitcherDiv)
  }
} else {
  document.getElementById('app').innerHTML = `
    <div id="sign-in"></div>
  `

  const signInDiv = document.getElementById('sign-in')

  clerk.mountSignIn(signInDiv)
}
