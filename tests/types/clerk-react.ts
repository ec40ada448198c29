// `clerkForReact`: the official provider accepts its result without a cast, and no member of Clerk's types is missing.
// If a newer version of Clerk adds a member, this file fails to compile. Only compiled.

import { ClerkProvider } from '@clerk/react';
import type { ClientResource, HeadlessBrowserClerk, SessionResource, SignInResource, SignUpResource, UserResource } from '@clerk/shared/types';
import { Clerk, type Client, type Session, type SignIn, type SignUp, type User } from 'clerk-organization';
import { type ClerkValues, type NotSupported, clerkForReact } from 'clerk-organization/clerk-react';
import { createElement } from 'react';

const clerk = clerkForReact(new Clerk('pk_test_…'));
export const app = createElement(ClerkProvider, { publishableKey: 'pk_test_…', Clerk: clerk, children: null });
export const signOut: Promise<void> = clerk.signOut();

/** Compiles if the union is empty. Otherwise the compiler's message lists its members. */
declare function nothing<Names extends never>(): Names;
declare function assignable<From extends To, To>(): [From, To];

type Functions<Of> = { [Name in keyof Of]-?: NonNullable<Of[Name]> extends (...args: never[]) => unknown ? Name : never }[keyof Of];
type Required<Of> = { [Name in keyof Of]-?: object extends Pick<Of, Name> ? never : Name }[keyof Of];
/** The names of an object's members that are not supported. */
type Names<Object extends keyof NotSupported> = NotSupported[Object][keyof NotSupported[Object]];
type NamesOf<Object extends keyof NotSupported, How extends string> =
  How extends keyof NotSupported[Object] ? NotSupported[Object][How] : never;

/** Members that this package's declarations leave out. */
type Internal = '__internal_attemptToEnableEnvironmentSetting' | '__internal_lastEmittedResources';

// Each required member of Clerk's is ours or listed as not supported, and each listed one is Clerk's and not ours.
// React's package handles missing optional members.
nothing<Exclude<Required<HeadlessBrowserClerk>, keyof Clerk | Names<'clerk'> | ClerkValues | Internal>>();
nothing<Exclude<Names<'clerk'> | ClerkValues, keyof HeadlessBrowserClerk>>();
nothing<Extract<Names<'clerk'> | ClerkValues, keyof Clerk>>();

type Resources = {
  client: [ClientResource, Client];
  session: [SessionResource, Session];
  user: [UserResource, User];
  signIn: [SignInResource, SignIn];
  signUp: [SignUpResource, SignUp];
};
type Missing<Name extends keyof Resources> = Exclude<
  Extract<Functions<Resources[Name][0]>, Required<Resources[Name][0]>>,
  keyof Resources[Name][1] | Names<Name>
>;
nothing<{ [Name in keyof Resources]: Missing<Name> }[keyof Resources]>();
nothing<{ [Name in keyof Resources]: Exclude<Names<Name>, keyof Resources[Name][0]> }[keyof Resources]>();
nothing<{ [Name in keyof Resources]: Extract<Names<Name>, keyof Resources[Name][1]> }[keyof Resources]>();

type Namespace = '__internal_state' | 'apiKeys' | 'billing' | 'oauthApplication';
nothing<{ [Name in Namespace]: Exclude<keyof HeadlessBrowserClerk[Name], Names<Name>> }[Namespace]>();
nothing<{ [Name in Namespace]: Exclude<Names<Name>, keyof HeadlessBrowserClerk[Name]> }[Namespace]>();

// Methods that reject are typed to return a Promise or nothing. Methods that only report or do nothing return nothing.
type Returned<Of, Name> = Name extends keyof Of ? (Of[Name] extends (...args: never[]) => infer Result ? Result : never) : never;
assignable<Returned<HeadlessBrowserClerk, NamesOf<'clerk', 'rejects'>>, Promise<unknown> | void>();
assignable<Returned<HeadlessBrowserClerk, NamesOf<'clerk', 'reports'>>, void>();
assignable<Returned<HeadlessBrowserClerk, Exclude<NamesOf<'clerk', 'ignores'>, '__internal_getOption'>>, void>();
nothing<
  {
    [Name in keyof Resources]: Exclude<Returned<Resources[Name][0], NamesOf<Name, 'rejects'>>, Promise<unknown>>;
  }[keyof Resources]
>();
// Methods that throw are not typed to return a Promise.
nothing<Extract<Returned<HeadlessBrowserClerk, NamesOf<'clerk', 'throws'>>, Promise<unknown>>>();
