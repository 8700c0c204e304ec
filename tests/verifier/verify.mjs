// Let Digital Bazaar's libraries verify a credential, or sign one: {act, credential, method, key, secret}.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as multikey from '@digitalbazaar/ed25519-multikey';
import {createSignCryptosuite, createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {readFileSync} from 'node:fs';

const given = JSON.parse(readFileSync(0, 'utf8'));
const did = given.method.split('#')[0];
const key = {
  '@context': 'https://w3id.org/security/multikey/v1',
  id: given.method, type: 'Multikey', controller: did, publicKeyMultibase: given.key,
};
const holder = {
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id: did, verificationMethod: [key], assertionMethod: [given.method],
};
// Nothing is asked for on the way: whoever asks for anything but the key gets an error.
async function documentLoader(address) {
  const document = address === given.method ? key : address === did ? holder : null;
  if (!document) throw new Error(`asked for ${address}`);
  return {contextUrl: null, documentUrl: address, document};
}

if (given.act === 'verify') {
  const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
  const told = await vc.verifyCredential({credential: given.credential, suite, documentLoader});
  console.log(JSON.stringify({verified: told.verified, error: String(told.error?.errors ?? told.error ?? '')}));
} else {
  const pair = await multikey.from({...key, secretKeyMultibase: given.secret});
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite: createSignCryptosuite()});
  const signed = await vc.issue({credential: given.credential, suite, documentLoader});
  console.log(JSON.stringify(signed));
}
