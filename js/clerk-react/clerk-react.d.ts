// The part of the types of Clerk's React package that js/clerk-react.ts uses.

declare module '@clerk/react' {
  export interface ClerkProviderProps {
    Clerk?: (new (publishableKey: string) => unknown) | { readonly loaded: boolean } | null;
  }
}
