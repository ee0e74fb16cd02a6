/**
 * How the protocol says no: one error, whose `reason` is a name that Python, JavaScript and the vectors share.
 * The sentences are those of undersign/protocol/errors.py, for the names that a browser can meet.
 */

export const REASONS = Object.freeze({
  below_k: "Fewer envelopes than the rule of the box asks for.",
  body_length: "The body of the envelope has the wrong length for its box.",
  book_shrank: "A book is smaller, or other, than it was at an earlier tick.",
  checkpoint_malformed: "The text is not a checkpoint.",
  component_copied: "A part of this envelope already stands in the box.",
  cosignatures_missing: "Fewer than t keyholders have cosigned.",
  day_wrong: "The day that a word names is not the day on which it was written down.",
  definition_changed: "The definition is not the one whose hash names the box.",
  document_field: "A field is missing, unknown, or holds what it may not hold.",
  document_not_canonical: "Encoding the document again gives other bytes.",
  document_not_json: "The bytes are not a document.",
  encoding_base64: "The text is not base64url without padding in its one canonical form.",
  envelope_changed: "The envelope is not the one that was signed.",
  equality_proof_wrong: "The proof of equal logarithms does not hold.",
  head_missing: "No proof says what a book was at the last tick of the checkpoint.",
  key_not_canonical: "The Ed25519 key is not canonical, of small order, or has torsion.",
  keyholder_repeated: "One keyholder stands there twice.",
  keyholder_unknown: "This keyholder is not part of the ceremony.",
  keyholders_too_few: "Fewer keyholders than t have taken part.",
  keys_ambiguous: "Two known keys share one name and one key id.",
  leaf_missing: "A leaf or an entry that the reader may see is missing.",
  leaf_unproven: "A leaf stands in the book that no tick of the public tree proves.",
  leaf_wrong: "An entry and its salt do not give the leaf that stands in the book.",
  level_unknown: "The level is not one of those that the definition lists.",
  member_left: "Somebody who has left signs nothing more, is vouched for no more and is on no later list.",
  message_invalid: "The message to be signed blindly cannot be inverted.",
  modulus_size: "The issuing key does not have 3072 bits and exponent 65537.",
  move_stopped: "The member has said that their place does not move to this key.",
  name_malformed: "The opened name is not in the fixed form of 512 bytes.",
  name_proof_wrong: "The proof of the sealed name does not hold for this box, envelope, level and seq.",
  name_too_long: "A name or job title is empty, over 200 bytes or has control characters.",
  name_wrong_commitment: "The sealed name is not the one that the envelope signed.",
  note_malformed: "The text is not a signed note.",
  note_signature_wrong: "A known key's signature on the note does not hold.",
  note_unsigned: "A key that must have signed the note has not.",
  option_proof_wrong: "The proof that an option holds 0 or 1 does not hold.",
  partial_opening_wrong: "A partial opening does not fit the keyholder's public share.",
  pass_issuer_repeated: "Two signatures of the pass are from one keyholder.",
  pass_issuer_unknown: "A signature of the pass is not by an issuing key of this box and tag.",
  pass_signature_wrong: "A signature of the pass does not hold.",
  pass_too_few: "The pass has fewer than t signatures.",
  phrase_checksum: "The words are all known, but together they are not a valid phrase.",
  phrase_words: "The phrase is not twelve words of the list.",
  point_identity: "The point is the identity, which is not allowed here.",
  point_not_canonical: "The 32 bytes are not a canonical ristretto255 point.",
  promise_broken: "A later checkpoint lacks an envelope that the host promised to record.",
  proof_malformed: "The Merkle proof has the wrong number of hashes or an index outside the tree.",
  proof_wrong: "The Merkle proof does not lead to the root.",
  restart_wrong: "The new record does not name the old one's last cosigned checkpoint, or has its origin.",
  rule_impossible: "The definition contradicts itself or the rules of the protocol.",
  scalar_not_canonical: "The 32 bytes are not a scalar below the group order.",
  sequence_not_allowed: "This kind of box does not allow this sequence number or this body.",
  sign_in_other: "The sign-in is for another site or another try.",
  signature_not_canonical: "The signature's R has torsion or is not canonical, or S is not below the group order.",
  signature_wrong: "The signature does not hold.",
  size_wrong: "The value does not have the length that its format fixes.",
  slot_taken: "Two books claim one slot of the public tree.",
  sum_proof_wrong: "The proof that the right number of options is chosen does not hold.",
  tag_unknown: "The tag is not one of those that the definition lists.",
  text_missing: "A text that the definition names by its hash is missing.",
  text_wrong: "A text and its salt do not give the hash that names it.",
  tick_wrong: "The ticks of the public tree do not increase.",
  tile_wrong: "A tile has the wrong size or its hashes do not give the tree's root.",
  truncated: "The data ends before its own length field says.",
  value_out_of_range: "A number is outside what its format allows.",
  vouch_missing: "A person does not have the two standing vouches that this needs.",
  vouch_too_many: "A key has vouched more than twelve times in 90 days.",
  word_repeated: "The same word stands in the members' book already.",
  wrong_box: "The envelope belongs to another box.",
});

/** @typedef {keyof typeof REASONS} Reason */

/** Input that the protocol does not accept. `detail` says where or what, and never holds a secret. */
export class Refused extends Error {
  /**
   * @param {Reason} reason
   * @param {string} [detail]
   */
  constructor(reason, detail = "") {
    super(detail ? `${REASONS[reason]} (${detail})` : REASONS[reason]);
    this.name = "Refused";
    this.reason = reason;
    this.detail = detail;
  }
}
