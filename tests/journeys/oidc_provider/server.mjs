// An ID service of another hand: the certified "oidc-provider", with the rules of the national service as far
// as they are settings: code flow, S256, private_key_jwt, ES256, pairwise sub, acr and auth_time.
//
// node server.mjs PORT CLIENT.json; $OTHER_PROVIDER is the folder in which it was installed.

import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const library = join(process.env.OTHER_PROVIDER, 'node_modules/oidc-provider/lib/index.js');
const { default: Provider } = await import(pathToFileURL(library).href);

const [port, clientFile] = process.argv.slice(2);
const issuer = `http://other.localhost:${port}`;
const client = JSON.parse(readFileSync(clientFile, 'utf8'));
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'ES256' };

const PEOPLE = {
  hanako: {
    name: '山田　花子',
    address: { formatted: '霧原県ひばり市青葉一丁目２番３号' },
    birthdate: '1986-04-12',
    gender: 'female',
  },
};

const provider = new Provider(issuer, {
  clients: [
    {
      ...client,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'ES256',
      subject_type: 'pairwise',
      response_types: ['code'],
      grant_types: ['authorization_code'],
      require_auth_time: true,
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: (ctx, id, { sectorIdentifier }) =>
    createHash('sha256').update(`${sectorIdentifier} ${id}`).digest('hex'),
  acrValues: ['aal3', 'aal2'],
  claims: {
    openid: ['sub'],
    acr: null,
    auth_time: null,
    name: ['name'],
    address: ['address'],
    birthdate: ['birthdate'],
    gender: ['gender'],
  },
  scopes: ['openid', 'name', 'address', 'birthdate', 'gender'],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) =>
    PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) },
});

const page = (uid) => `<!doctype html><html lang="en"><title>Another ID service</title>
<h1>Another ID service</h1><form method="post" action="/interaction/${uid}">
<p><label>Who <input name="who" value="hanako"></label></p>
<p><label>Level <input name="acr" value="aal3"></label></p>
<button name="decision" value="yes">Sign in</button> <button name="decision" value="no">Stop</button></form>`;

async function bodyOf(request) {
  let body = '';
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

async function decide(ctx, { uid, params, prompt, session }) {
  const form = await bodyOf(ctx.req);
  if (form.get('decision') !== 'yes') {
    return { error: 'access_denied', error_description: 'The person stopped.' };
  }
  const accountId = form.get('who');
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return { login: { accountId, acr: form.get('acr') }, consent: { grantId: await grant.save() } };
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const details = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === 'POST') {
    const result = await decide(ctx, details);
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    return undefined;
  }
  ctx.type = 'html';
  ctx.body = page(details.uid);
  return undefined;
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
