import { checkAllowedSigners } from '../signoff/allowedSigners/checkAllowedSigners.ts';
import { resolvePolicy } from '../signoff/people/resolvePolicy.ts';
import { resolveRoster } from '../signoff/people/resolveRoster.ts';
import type { SignoffRules } from '../workspace/signoffRules.ts';

/** The sign-off room's rules, for whoever reads a workspace. */
export const signoffRules: SignoffRules = { resolveRoster, resolvePolicy, checkAllowedSigners };
