import { parseArgs } from 'node:util';
import { answerBatch, listBatches, makeBatch, printBatch, showBatch } from './commands/batches.ts';
import { activate } from './commands/activate.ts';
import {
  acceptDocument,
  listDocuments,
  refuseDocument,
  showDocument,
  uploadDocument,
} from './commands/documents.ts';
import { adopt, doctor, remedies, remedy } from './commands/doctor.ts';
import { eraseAccount, eraseOrder } from './commands/erase.ts';
import { explainRecord } from './commands/explain.ts';
import { listExports, retryExport } from './commands/exports.ts';
import { flows } from './commands/flows.ts';
import { lag } from './commands/lag.ts';
import { orderStory } from './commands/order-story.ts';
import { orders } from './commands/orders.ts';
import { listParked, retryParked, skipParked } from './commands/parked.ts';
import { type PlanOptions, plan } from './commands/plan.ts';
import { policy } from './commands/policy.ts';
import { whyPrice } from './commands/price.ts';
import { rebuild } from './commands/rebuild.ts';
import {
  applySource,
  checkSource,
  diffSource,
  exportSource,
  listSources,
  sourceHistory,
} from './commands/source.ts';
import { compareSource } from './commands/source-comparison.ts';
import { showDrift } from './commands/source-drift.ts';
import { sourceFileOptions, sourceFiles } from './commands/source-files.ts';
import { tryLanded } from './commands/source-trial.ts';
import { whyStock } from './commands/stock.ts';
import { tail } from './commands/tail.ts';
import { topics } from './commands/topics.ts';
import { dismissWaiting, listWaiting } from './commands/waiting.ts';
import { Failure } from './failure.ts';
import { Installation } from './installation.ts';
import { type Mending, mend, mendingOptions } from './mending.ts';
import type { Output } from './output.ts';
import { overview, usageOf } from './usage.ts';

const usage = `throughline <command> [--json] [--endpoints FILE]

Is something wrong
  doctor [SERVICE]                           what is wrong or waits for a person, and what to do
  doctor --adopt                             go on with the log as it is, after a restore of the broker
  doctor SERVICE --raise-versions | --keep-versions  go on after a restore of a database

What happens to orders, prices and stock
  orders [--state S] [--waiting FOR] [--age 30min] [--held-for 1d] [--after A] [--limit N]
                                             orders, newest first, and what they wait for
  orders NUMBER                              one order's whole story, over all services
  exports [--state S] [--differing] [--after A] [--limit N]
                                             orders on their way to the back office that are not there yet
  exports retry NUMBER                       hand a refused or parked order over once more
  batches [NUMBER] [--after A] [--limit N]   orders on paper for a clerk who types them in, or one batch of them
  batches make [--location L] [--family F] [--language en|de]
                                             put the orders that wait on paper
  batches print NUMBER --out FILE [--language en|de]
                                             write a batch as PDF
  batches answer NUMBER FILE.csv [--seen HASH]
                                             what a file of numbers and states would change; with the hash, do it
  waiting [--after A] [--limit N]            what was said of orders that are not known
  waiting dismiss NUMBER --reason WHY        take out what waits for an order that never comes
  flows                                      whether each flow of the back office is live
  plan show | history [--after A]            which source owns which flow, how it runs, and who changed that
  plan set FLOW [--family F | --location L | --account-group G] --source S --mode off|manual|batch|real-time
       [--schedule CRON] [--owner P] [--note WHY]
  plan pause | resume | remove FLOW [--family F | --location L | --account-group G] [--note WHY]
  plan preview FLOW, plan run-now FLOW       what a run would publish, and the run itself; of a part as above
  price why SKU [--quantity N] [--currency C] [--unit U] [--at INSTANT] [--source S] [--account A] [--group G] [--lists L,L]
                                             the price that holds, why, and what else there is
  stock why SKU                              the figure as a sum: stated, held, claimed, on its way

Which back offices there are, and how they are read
  source list                                every source, and which of them takes orders
  source check FILE                          what a document comes to, or what is wrong with it, line by line
  source diff FILE                           the lines that differ from the version that holds
  source diff FILE --landed [--days N]       which records would be changed, added, gone, held and released
  source trial FILE --landed [--days N] [--reader R] [--html OUT] [--language de]
                                             what a document makes of what has landed, row by row
  source apply FILE [--note TEXT] [--expected N]
                                             go by a document from now on; expected: only in the place of that version
  source export NAME [--version N] [--out FILE]
                                             the document as it was applied
  source history NAME                        who applied which version, and why
  source drift NAME                          how columns have changed, and what waits for that
  explain SOURCE FLOW KEY                    how a record came about: its rows, look-ups, each step, the version

What came of files and uploads
  documents [--source S] [--reader R] [--state waiting] [--limit N]
                                             files and uploads of sources, newest first, and what they wait for
  documents show ID                          what one would change
  documents upload FILE --source S --reader R [--as-of INSTANT]
                                             take a file in, which then waits to be accepted
  documents accept ID --seen HASH            let it count, as it was shown
  documents refuse ID --reason WHY           never let it count

What is held back, and how to mend it
  quarantine groups [--source S] [--flow F] [--limit N]
                                             why records are held back, each cause with what one mend helps
  quarantine list [--source S] [--flow F] [--group G] [--cause TEXT] [--to PERSON] [--after A] [--limit N]
                                             records that are held back
  quarantine show ID                         one of them: its row, what is wrong in it, what people did
  quarantine repair ID --column C --value V | --nothing [--seen HASH --reason WHY]
                                             what would come of another value; with the hash, lay it over the row
  quarantine repairs [--source S] [--state open|ended] [--after A]
                                             values laid over rows
  quarantine unrepair REPAIR --reason WHY    take one away, or take note that it has ended
  quarantine retry [--group G | --key K] [--source S] [--flow F]
                                             read records again; without a choice all that are held
  quarantine assign ID… | --group G  --to PERSON|nobody
                                             who looks after them
  quarantine note ID… | --group G  --note TEXT
                                             something to know about them
  quarantine ignore ID… | --group G  --reason WHY
                                             let them stay as they are until their rows change
  quarantine heed ID… | --group G            no more
  guard list [--source S]                    what is held until a person has answered
  guard accept GUARD --seen HASH             let it go, or count, as it was seen
  guard refuse GUARD --reason WHY            keep what would go; a document never counts
  bindings list [--source S] [--kind items|locations] [--search TEXT] [--after A] [--limit N]
                                             which row of which back office has which code
  bindings conflicts [--source S] [--kind K] rows whose keys come to codes that others have
  bindings suggest --source S --like OTHER   items that another source has under another code, by GTIN
  bindings bind KEY CODE --source S --reason WHY
                                             give a row a code
  bindings unbind KEY --source S --reason WHY
                                             have it go by its own key again
  bindings import FILE.csv [--reason WHY] [--seen HASH]
                                             what a file would change; with the hash, do it
  bindings export --out FILE.csv [--source S] [--kind K] [--search TEXT]
                                             all bindings, to be taken in again

What is for sale
  activate SKU… | --family F | --all [--when-ready]
                                             put products on sale; when-ready: as soon as nothing is missing of them

What a back office has, and whether it is read as it should be, without an installation
  source new [ADDRESS] [--name N] [--zone Z] [--currency C] [--language L] [--tax-included yes|no] [--basis physical|net]
       [--schema S] [--folder F] [--key REF | --password REF] [--passphrase REF] [--host-key K] [--token REF] [--out FILE]
                                             look at a folder, sftp://USER@HOST/FOLDER, or the database whose address
                                             env:NAME or file:/PATH has, and write a first document; list what an OpenAPI
                                             or OData description has. REF is env:NAME or file:/PATH
  source verify FOLDER [--data DIR] [--write FILE.md]
                                             read files by the documents there, and compare with the numbers beside them
  source report FILE --source DOC --reader NAME [--html OUT] [--language de]
                                             what is to be mended in a file before it goes live
  source trial FILE --sample [READER=]FILE… [--reader R] [--html OUT] [--language de]
                                             what a document makes of sample files, row by row

Who asks to be forgotten
  erase order NUMBER                         who ordered it, in everything that holds a copy; the order stays
  erase account ACCOUNT                      a customer, whatever the back office goes on to say of it

How records move
  topics                                     every topic, its owner and its size
  lag [SERVICE]                              how far each group is behind, and what waits in each outbox
  tail TOPIC [--from-beginning] [--key KEY]  records as they arrive, decoded
  parked [SERVICE]                           parked records with their errors
  parked retry GROUP [--topic T] [--key K]   apply them again, each key in order
  parked skip GROUP --topic T --at P/O --reason WHY
  policy                                     what a consumer does about each kind of failure
  rebuild GROUP [--verify]                   rebuild a projection and swap it in, or only compare

Status: 0 all is well; 1 something is wrong that a script should notice; 2 it could not be carried out, or there is no such thing.`;

const { values: options, positionals } = parseOrExplain();
const [command, ...words] = positionals;
const now = new Date();

try {
  if (command === undefined || options.help) console.log(usageOf(usage, command));
  else {
    const local = command === 'source' ? sourceFiles(words, options, now) : null;
    const output = await (local ?? run(new Installation(options.endpoints), command));
    if (output) {
      console.log(options.json ? JSON.stringify(output.json, null, 2) : output.lines.join('\n'));
      process.exitCode = output.status ?? 0;
    }
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(installation: Installation, name: string): Promise<Output | undefined> {
  switch (name) {
    case 'topics':
      return topics(installation);
    case 'lag':
      return lag(installation, words[0]);
    case 'tail':
      await tail(installation, need(words[0], 'TOPIC'), {
        fromBeginning: options['from-beginning'],
        json: options.json,
        key: options.key,
      });
      return undefined;
    case 'parked':
      return parked(installation);
    case 'policy':
      return policy();
    case 'rebuild':
      return rebuild(installation, need(words[0], 'GROUP'), options.verify ? 'verify' : 'swap');
    case 'doctor':
      if (options.adopt && words[0] !== undefined)
        throw new Failure('--adopt is for all services at once: readers go before those whom they read');
      if (options.adopt) return adopt(installation);
      for (const chosen of remedies)
        if (options[chosen]) return remedy(installation, need(words[0], 'SERVICE'), chosen);
      return doctor(installation, now, words[0]);
    case 'orders':
      return words[0] === undefined
        ? orders(
            installation,
            { ...pick('state', 'waiting', 'age', 'after', 'limit'), heldFor: options['held-for'] },
            now,
          )
        : orderStory(installation, words[0], now);
    case 'exports':
      if (words[0] === 'retry') return retryExport(installation, need(words[1], 'NUMBER'));
      return listExports(
        installation,
        { ...pick('state', 'after', 'limit'), differing: options.differing },
        now,
      );
    case 'batches':
      return batches(installation);
    case 'waiting':
      if (words[0] === 'dismiss')
        return dismissWaiting(installation, need(words[1], 'NUMBER'), need(options.reason, '--reason'));
      return listWaiting(installation, pick('after', 'limit'), now);
    case 'erase':
      if (words[0] === 'order') return eraseOrder(installation, need(words[1], 'NUMBER'));
      if (words[0] === 'account') return eraseAccount(installation, need(words[1], 'ACCOUNT'));
      throw new Failure(
        `It is \`throughline erase order NUMBER\` or \`throughline erase account ACCOUNT\`\n\n${usageOf(usage, command)}`,
      );
    case 'source':
      return source(installation);
    case 'explain':
      return explainRecord(
        installation,
        need(words[0], 'SOURCE'),
        need(words[1], 'FLOW'),
        need(words[2], 'KEY'),
      );
    case 'documents':
      return documents(installation);
    case 'activate':
      return activate(installation, words, {
        ...pick('family'),
        ...{ all: options.all, whenReady: options['when-ready'] },
      });
    case 'quarantine':
    case 'guard':
    case 'bindings':
      return mend(name, mending(installation));
    case 'flows':
      return flows(installation, now);
    case 'plan':
      return plan(installation, need(words[0], 'show, set, …'), words[1], planOptions());
    case 'price':
      return whyPrice(
        installation,
        why('price'),
        pick('quantity', 'currency', 'unit', 'at', 'source', 'account', 'group', 'lists'),
      );
    case 'stock':
      return whyStock(installation, why('stock'), now);
    default:
      throw new Failure(`There is no command ${name}\n\n${usageOf(usage, command)}`);
  }
}

function batches(installation: Installation): Promise<Output> {
  const [verb, id, file] = words;
  switch (verb) {
    case undefined:
      return listBatches(installation, pick('after', 'limit'), now);
    case 'make':
      return makeBatch(installation, pick('location', 'family', 'language'));
    case 'print':
      return printBatch(installation, need(id, 'NUMBER'), {
        language: options.language,
        out: need(options.out, '--out'),
      });
    case 'answer':
      return answerBatch(installation, need(id, 'NUMBER'), {
        file: need(file, 'FILE.csv'),
        seen: options.seen,
      });
    default:
      return showBatch(installation, verb);
  }
}

function documents(installation: Installation): Promise<Output> {
  const [verb, name] = words;
  switch (verb) {
    case undefined:
      return listDocuments(installation, pick('source', 'reader', 'state', 'limit'), now);
    case 'show':
      return showDocument(installation, need(name, 'ID'));
    case 'upload':
      return uploadDocument(installation, need(name, 'FILE'), {
        source: need(options.source, '--source'),
        reader: need(options.reader, '--reader'),
        asOf: options['as-of'],
      });
    case 'accept':
      return acceptDocument(installation, need(name, 'ID'), need(options.seen, '--seen'));
    case 'refuse':
      return refuseDocument(installation, need(name, 'ID'), need(options.reason, '--reason'));
    default:
      throw new Failure(
        `It is \`throughline documents [show | upload | accept | refuse]\`\n\n${usageOf(usage, command)}`,
      );
  }
}

function mending(installation: Installation): Mending {
  const misused = (text: string) => new Failure(`${text}\n\n${usageOf(usage, command)}`);
  return { installation, words, options, now, need, misused };
}

function source(installation: Installation): Promise<Output> {
  const [verb, name] = words;
  switch (verb) {
    case 'list':
      return listSources(installation);
    case 'check':
      return checkSource(installation, need(name, 'FILE'));
    case 'diff':
      return options.landed
        ? compareSource(installation, need(name, 'FILE'), pick('days'))
        : diffSource(installation, need(name, 'FILE'));
    case 'trial':
      if (!options.landed)
        throw new Failure(`It takes --sample FILE or --landed\n\n${usageOf(usage, command)}`);
      return tryLanded(installation, need(name, 'FILE'), pick('reader', 'days', 'html', 'language'));
    case 'apply':
      return applySource(installation, need(name, 'FILE'), pick('note', 'expected'));
    case 'export':
      return exportSource(installation, need(name, 'NAME'), pick('version', 'out'));
    case 'drift':
      return showDrift(installation, need(name, 'NAME'));
    case 'history':
      return sourceHistory(installation, need(name, 'NAME'));
    default:
      throw new Failure(
        `It is \`throughline source new | list | check | diff | trial | apply | export | history | drift | verify | report\`\n\n${usageOf(usage, command)}`,
      );
  }
}

function parked(installation: Installation): Promise<Output> {
  if (words[0] === 'retry')
    return retryParked(installation, {
      group: need(words[1], 'GROUP'),
      topic: options.topic,
      key: options.key,
    });
  if (words[0] === 'skip')
    return skipParked(installation, {
      group: need(words[1], 'GROUP'),
      topic: need(options.topic, '--topic'),
      at: need(options.at, '--at'),
      reason: need(options.reason, '--reason'),
    });
  return listParked(installation, words[0]);
}

/** The SKU of `price why SKU` and `stock why SKU`. */
function why(name: string): string {
  const [verb, sku] = words;
  if (verb !== 'why')
    throw new Failure(`It is \`throughline ${name} why SKU\`\n\n${usageOf(usage, command)}`);
  return need(sku, 'SKU');
}

function planOptions(): PlanOptions {
  return pick(
    ...([
      'family',
      'location',
      'account-group',
      'source',
      'mode',
      'schedule',
      'owner',
      'note',
      'after',
    ] as const),
  );
}

type Options = typeof options;
/** Options with a text behind them. */
type TextOption = {
  [Name in keyof Options]-?: Options[Name] extends string | undefined ? Name : never;
}[keyof Options];

/** Options that a route takes as they are; undefined where they were not given. */
function pick<Name extends TextOption>(...names: readonly Name[]): Record<Name, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Record<Name, string | undefined>;
}

function need(value: string | undefined, name: string): string {
  if (value === undefined) throw new Failure(`${name} is missing\n\n${usageOf(usage, command)}`);
  return value;
}

function parseOrExplain() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        endpoints: { type: 'string', default: process.env['THROUGHLINE_ENDPOINTS'] ?? 'endpoints.json' },
        'from-beginning': { type: 'boolean', default: false },
        key: { type: 'string' },
        topic: { type: 'string' },
        at: { type: 'string' },
        reason: { type: 'string' },
        note: { type: 'string' },
        expected: { type: 'string' },
        version: { type: 'string' },
        out: { type: 'string' },
        family: { type: 'string' },
        all: { type: 'boolean', default: false },
        'when-ready': { type: 'boolean', default: false },
        state: { type: 'string' },
        waiting: { type: 'string' },
        age: { type: 'string' },
        'held-for': { type: 'string' },
        differing: { type: 'boolean', default: false },
        source: { type: 'string' },
        ...sourceFileOptions,
        ...mendingOptions,
        name: { type: 'string' },
        zone: { type: 'string' },
        basis: { type: 'string' },
        'tax-included': { type: 'string' },
        schema: { type: 'string' },
        folder: { type: 'string' },
        password: { type: 'string' },
        passphrase: { type: 'string' },
        'host-key': { type: 'string' },
        token: { type: 'string' },
        flow: { type: 'string' },
        cause: { type: 'string' },
        location: { type: 'string' },
        language: { type: 'string' },
        seen: { type: 'string' },
        reader: { type: 'string' },
        'as-of': { type: 'string' },
        quantity: { type: 'string' },
        currency: { type: 'string' },
        unit: { type: 'string' },
        account: { type: 'string' },
        group: { type: 'string' },
        lists: { type: 'string' },
        'account-group': { type: 'string' },
        mode: { type: 'string' },
        schedule: { type: 'string' },
        owner: { type: 'string' },
        after: { type: 'string' },
        limit: { type: 'string' },
        landed: { type: 'boolean', default: false },
        days: { type: 'string' },
        verify: { type: 'boolean', default: false },
        adopt: { type: 'boolean', default: false },
        'raise-versions': { type: 'boolean', default: false },
        'keep-versions': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${overview(usage)}`);
    process.exit(2);
  }
}
