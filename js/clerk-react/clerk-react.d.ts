// What js/clerk-react.ts uses of Clerk's React package.

declare module '@clerk/react' {
  export interface ClerkProviderProps {
    Clerk?: (new (publishableKey: string) => unknown) | { readonly loaded: boolean } | null;
  }
}
