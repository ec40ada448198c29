import Clerk from '@clerk/clerk-js';

// Initialize Clerk with your Clerk publishable key
const clerk = new Clerk('{{pub_key}}');
await clerk.load();

if (clerk.user) {
  // Check for an active organization
  if (clerk.organization) {
    const emailAddress = "";
    const role = "org:member";

    await clerk.organization.inviteMember({ emailAddress, role })
      .then((res) => console.log(res))
      .catch((error) => console.log("An error occurred:", error.errors));
  } else {
    // If there is no active organization,
    // mount Clerk's <OrganizationSwitcher />
    // to allow the user to set an organization as active
    document.getElementById("app").innerHTML = `
      <h2>Select an organization to set it as active</h2>
      <div id="org-switcher"></div>
    `;
    const orgSwitcherDiv = document.getElementById("org-switcher");
    clerk.mountOrganizationSwitcher(orgSwitcherDiv);
  }
} else {
  document.getElementById("app").innerHTML = `
    <div id="sign-in"></div>
  `;
  const signInDiv = document.getElementById("sign-in");
  clerk.mountSignIn(signInDiv);
}
