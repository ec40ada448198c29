// What errors carry; js/errors.ts has their classes.

/** One of the errors in a refusal. */
export interface ClerkAPIError {
  /** For example `form_param_format_invalid`. */
  code: string;
  message: string;
  longMessage?: string;
  /** What the error is about. */
  meta: {
    /** The parameter that is meant, by its name on the wire. */
    paramName?: string;
    /** The addresses that are meant. */
    emailAddresses?: string[];
    [name: string]: unknown;
  };
}

/** Why there is no answer. */
export type ClerkRuntimeErrorCode =
  | 'aborted'
  | 'invalid_params'
  | 'network_error'
  | 'timeout'
  | 'outcome_unknown'
  | 'invalid_publishable_key'
  | 'invalid_proxy_url'
  | 'invalid_response'
  | 'not_loaded'
  | 'not_on_frontend_api'
  | 'not_supported'
  | 'invitation_not_resent'
  | 'invitation_for_another_user'
  | 'signed_out'
  | 'wasm_load_failed'
  | 'wasm_terminated';
