/** Messages of REST framework in Estonian, by the English ones. Waldur's own messages have no translation. */
const estonian: readonly (readonly [english: RegExp, estonian: string])[] = [
  [/^This field may not be blank\.$/, "See väli ei tohi olla tühi."],
  [/^This field is required\.$/, "Väli on kohustuslik."],
  [/^This field may not be null\.$/, "Väli ei tohi olla tühi."],
  [
    /^Ensure this field has no more than (\d+) characters\.$/,
    "Veendu, et see väli poleks pikem kui $1 tähemärki.",
  ],
  [/^"(.*)" is not a valid choice\.$/, '"$1" on sobimatu valik.'],
  [/^A valid integer is required\.$/, "Sisendiks peab olema täisarv."],
  [
    /^Invalid data\. Expected a dictionary, but got (\w+)\.$/,
    "Sobimatud andmed. Ootasin sõnastikku, kuid sain $1.",
  ],
  [/^Expected a list of items but got type "(\w+)"\.$/, 'Ootasin kirjete järjendit, kuid sain "$1" - tüübi.'],
  [/^Invalid hyperlink - No URL match\.$/, "Sobimatu hüperlink - ei leidnud URLi vastet."],
  [/^Invalid hyperlink - Incorrect URL match\.$/, "Sobimatu hüperlink - vale URLi vaste."],
  [/^Invalid hyperlink - Object does not exist\.$/, "Sobimatu hüperlink - objekti ei eksisteeri."],
  [/^Authentication credentials were not provided\.$/, "Autentimistunnus on esitamata."],
  [
    /^You do not have permission to perform this action\.$/,
    "Teil puuduvad piisavad õigused selle tegevuse teostamiseks.",
  ],
  [/^Method "(\w+)" not allowed\.$/, 'Meetod "$1" pole lubatud.'],
  [/^Could not satisfy the request Accept header\.$/, "Päringu Accept-päist ei suutnud täita."],
  [/^Invalid page\.$/, "Sobimatu lehekülg."],
];

/** A refusal in the language of the client where it has Estonian, the only one that was recorded; else in English. */
export function translated(body: unknown, acceptLanguage = ""): unknown {
  if (!/^\s*et\b/i.test(acceptLanguage)) return body;
  return inEstonian(body);
}

function inEstonian(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(inEstonian);
  if (typeof body === "object" && body !== null)
    return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, inEstonian(value)]));
  if (typeof body !== "string") return body;
  const [english, text] = estonian.find(([pattern]) => pattern.test(body)) ?? [];
  return english === undefined || text === undefined ? body : body.replace(english, text);
}
