import type { Command } from 'commander';
import { z } from 'zod';
import { isOpenPromotion } from '../../../shared/journal/promotionState.ts';
import type { PromotionDossier, PromotionOutlook } from '../../../shared/model/promotion.ts';
import type { StatementRules } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { outlookText, personsText } from '../print/outlookText.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import type { Session } from '../session.ts';
import { findPromotion, type Target } from '../signoff/findPromotion.ts';
import { withExample } from './names.ts';

const options = z.object({ emergency: z.boolean().default(false) });

export function addWhoCanSign(program: Command, run: Run): Command {
  const command: Command = program
    .command('who-can-sign')
    .description(
      'Who could sign off a release for an environment, and why everybody else could not. Nothing is asked of anybody.',
    )
    .argument('<service>', 'a service of the workspace; or, alone, a promotion that was asked for')
    .argument('[version]', 'the version of one of its releases')
    .argument('[environment]', 'where to')
    .option('--emergency', "by the rules of the policy's emergencies")
    .action((service: string, version: string | undefined, environment: string | undefined) => {
      const rules = options.parse(command.opts()).emergency ? 'emergency' : 'ordinary';
      return run(command, (context) => whoCanSign(context, { service, version, environment }, rules));
    })
    .addHelpText('after', whoCanSignHelp);
  return withExample(command, 'signalbox who-can-sign shop 1.1.0 production', 'signalbox who-can-sign 3f2a');
}

const whoCanSignHelp = `
Exit codes:
  0  enough people could sign, or have
  1  nobody could satisfy the policy, or it is not known who wrote the change
  2  bad input, or the environment asks for no sign-offs`;

function whoCanSign(
  context: Context,
  asked: {
    readonly service: string;
    readonly version?: string | undefined;
    readonly environment?: string | undefined;
  },
  rules: StatementRules,
): Promise<ExitCode> {
  const { service, version, environment } = asked;
  return context.withSession({ readOnly: true }, async (session) => {
    const stopAnswering = answerPrompts(session.client, context);
    try {
      if (version === undefined) return await ofPromotion(context, session, service);
      if (environment !== undefined)
        return await ofTarget(context, session, { service, version, environment }, rules);
      throw new Fault('INVALID_INPUT', `${service} ${version} is named, and not where to.`, {
        wayOut: 'Name SERVICE VERSION ENVIRONMENT, or only a PROMOTION.',
      });
    } finally {
      stopAnswering();
    }
  });
}

async function ofTarget(
  context: Context,
  { client }: Session,
  target: Target,
  rules: StatementRules,
): Promise<ExitCode> {
  const outlook = await client.call('promotions.outlook', { ...target, rules });
  const title = `${target.service} ${target.version} to ${target.environment}`;
  return show(context, outlook, { title, rules });
}

async function ofPromotion(context: Context, { client }: Session, named: string): Promise<ExitCode> {
  const promotion = findPromotion(await readState(client), named);
  const { id, service, environment, release, rules, status } = promotion;
  const { outlook, reviewers, review } = await client.call('promotions.describe', { promotionId: id });
  const title = `${service} ${release.version} to ${environment}, promotion ${id}`;
  if (isOpenPromotion(promotion)) return show(context, outlook, { title, rules });
  if (reviewers && review?.kind !== 'closed') return showReviewers(context, reviewers, { title, rules });
  throw new Fault('PROMOTION_CLOSED', `Promotion ${id} is ${status.kind}: nobody is asked to sign it.`, {
    wayOut: `signalbox promotion ${id} shows who did.`,
  });
}

type Reviewers = NonNullable<PromotionDossier['reviewers']>;

/** An emergency that was let pass still owes the review of somebody. */
function showReviewers(
  context: Context,
  reviewers: Reviewers,
  of: { readonly title: string; readonly rules: StatementRules },
): ExitCode {
  const ok = reviewers.some((it) => it.standing.kind === 'eligible');
  const { colors, terminal } = context;
  if (context.json) printJson(context, { type: 'reviewers', ok, reviewers });
  else {
    const lines = personsText(reviewers, { colors, columns: terminal.out.columns(), rules: of.rules });
    print(context, [colors.bold(`${of.title}: who may review the emergency`), ...lines].join('\n'));
  }
  return ok ? exitCodes.ok : exitCodes.notOk;
}

function show(
  context: Context,
  outlook: PromotionOutlook,
  of: { readonly title: string; readonly rules: StatementRules },
): ExitCode {
  const ok = outlook.eligibility?.canBeSatisfied === true;
  const { colors } = context;
  if (context.json) printJson(context, { type: 'outlook', ok, rules: of.rules, ...outlook });
  else {
    const lines = outlookText(outlook, { colors, columns: context.terminal.out.columns(), rules: of.rules });
    print(context, [colors.bold(of.title), ...lines].join('\n'));
  }
  return ok ? exitCodes.ok : exitCodes.notOk;
}
