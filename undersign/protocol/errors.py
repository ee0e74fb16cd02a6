"""How the protocol says no: one exception, whose `reason` is a name that Python, JavaScript and the vectors share."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[str, str]] = {
    "below_k": "Fewer envelopes than the rule of the box asks for.",
    "body_length": "The body of the envelope has the wrong length for its box.",
    "book_shrank": "A book is smaller, or other, than it was at an earlier tick.",
    "box_not_opened": "No checked opening stands for this box.",
    "ceremony_ended": "A complaint, or a missing or differing message, has ended the ceremony; a new one must start.",
    "ceremony_other": "The message or transcript belongs to another ceremony.",
    "ceremony_rule": "The ceremony document breaks a rule of ceremonies.",
    "checkpoint_malformed": "The text is not a checkpoint.",
    "commitment_length": "The commitment vector has another length than t.",
    "component_copied": "A part of this envelope already stands in the box.",
    "cosignatures_missing": "Fewer than t keyholders have cosigned.",
    "day_wrong": "The day that a word names is not the day on which it was written down.",
    "definition_changed": "The definition is not the one whose hash names the box.",
    "document_field": "A field is missing, unknown, or holds what it may not hold.",
    "document_not_canonical": "Encoding the document again gives other bytes.",
    "document_not_json": "The bytes are not a document.",
    "draft_malformed": "The draft is not a text in the fixed form of 4,096 bytes.",
    "encoding_base64": "The text is not base64url without padding in its one canonical form.",
    "envelope_changed": "The envelope is not the one that was signed.",
    "equality_proof_wrong": "The proof of equal logarithms does not hold.",
    "group_counts_wrong": "The groups of the opening are not those that the rule gives.",
    "head_missing": "No proof says what a book was at the last tick of the checkpoint.",
    "key_not_canonical": "The Ed25519 key is not canonical, of small order, or has torsion.",
    "keyholder_repeated": "One keyholder stands there twice.",
    "keyholder_unknown": "This keyholder is not part of the ceremony.",
    "keyholders_too_few": "Fewer keyholders than t have taken part.",
    "keys_ambiguous": "Two known keys share one name and one key id.",
    "leaf_missing": "A leaf or an entry that the reader may see is missing.",
    "leaf_unproven": "A leaf stands in the book that no tick of the public tree proves.",
    "leaf_wrong": "An entry and its salt do not give the leaf that stands in the book.",
    "level_unknown": "The level is not one of those that the definition lists.",
    "list_grew": "The list is larger than it was when the rules were fixed.",
    "member_left": "Somebody who has left signs nothing more, is vouched for no more and is on no later list.",
    "member_left_out": "Somebody whom the list's rule covers is not on it.",
    "member_not_listed": "The member is not on the list of this box.",
    "member_objected": "Somebody on the list has objected to this entry, and two others have not confirmed the person.",
    "message_invalid": "The message to be signed blindly cannot be inverted.",
    "modulus_size": "The issuing key does not have 3072 bits and exponent 65537.",
    "move_stopped": "The member has said that their place does not move to this key.",
    "name_malformed": "The opened name is not in the fixed form of 512 bytes.",
    "name_proof_wrong": "The proof of the sealed name does not hold for this box, envelope, level and seq.",
    "name_too_long": "A name or job title is empty, over 200 bytes or has control characters.",
    "name_wrong_commitment": "The sealed name is not the one that the envelope signed.",
    "note_malformed": "The text is not a signed note.",
    "note_signature_wrong": "A known key's signature on the note does not hold.",
    "note_unsigned": "A key that must have signed the note has not.",
    "nothing_opens": "No listed level has as many envelopes as it asks for.",
    "objection_not_allowed": "This person cannot object to, or confirm, this entry now.",
    "opened_before": "This box was opened before, for another set of envelopes.",
    "opening_request_wrong": "The opening request does not name the set that the keyholder finds.",
    "opening_requests_two": "Two different opening requests stand in the box.",
    "option_proof_wrong": "The proof that an option holds 0 or 1 does not hold.",
    "outcome_repeated": "This demand was delivered, or replied to, before.",
    "outcome_signer": "It is not signed by one of those whose names opened.",
    "outcome_unknown": "It speaks of a demand, an ask or a promise that is not there.",
    "partial_opening_wrong": "A partial opening does not fit the keyholder's public share.",
    "pass_issuer_repeated": "Two signatures of the pass are from one keyholder.",
    "pass_issuer_unknown": "A signature of the pass is not by an issuing key of this box and tag.",
    "pass_signature_wrong": "A signature of the pass does not hold.",
    "pass_too_few": "The pass has fewer than t signatures.",
    "pass_used_twice": "Two requests of one member, or one request answered twice with different values.",
    "phrase_checksum": "The words are all known, but together they are not a valid phrase.",
    "phrase_words": "The phrase is not twelve words of the list.",
    "point_identity": "The point is the identity, which is not allowed here.",
    "point_not_canonical": "The 32 bytes are not a canonical ristretto255 point.",
    "possession_wrong": "The proof that a keyholder knows the secret behind their first commitment does not hold.",
    "promise_broken": "A later checkpoint lacks an envelope that the host promised to record.",
    "proof_malformed": "The Merkle proof has the wrong number of hashes or an index outside the tree.",
    "proof_wrong": "The Merkle proof does not lead to the root.",
    "question_asked_recently": "A question of this survey was opened for some of the same people within 180 days.",
    "request_missing": "A request that was answered no longer stands in the list book.",
    "restart_wrong": "The new record does not name the old one's last cosigned checkpoint, or has its origin.",
    "result_differs": "The result is not what the keyholders opened.",
    "rule_impossible": "The definition contradicts itself or the rules of the protocol.",
    "scalar_not_canonical": "The 32 bytes are not a scalar below the group order.",
    "sequence_not_allowed": "This kind of box does not allow this sequence number or this body.",
    "share_for_another": "The share was sealed for another keyholder or ceremony.",
    "share_wrong": "The share does not fit the dealer's commitments.",
    "sign_in_other": "The sign-in is for another site or another try.",
    "signature_not_canonical": "The signature's R has torsion or is not canonical, or S is not below the group order.",
    "signature_wrong": "The signature does not hold.",
    "size_wrong": "The value does not have the length that its format fixes.",
    "slot_taken": "Two books claim one slot of the public tree.",
    "struck_definition": "A text of the definition was struck, which voids the box.",
    "sum_proof_wrong": "The proof that the right number of options is chosen does not hold.",
    "tag_unknown": "The tag is not one of those that the definition lists.",
    "tags_wrong": "The tags are not those that the list's counts give.",
    "tally_out_of_range": "No total between 0 and the number of envelopes fits what was opened.",
    "text_missing": "A text that the definition names by its hash is missing.",
    "text_wrong": "A text and its salt do not give the hash that names it.",
    "tick_wrong": "The ticks of the public tree do not increase.",
    "tile_wrong": "A tile has the wrong size or its hashes do not give the tree's root.",
    "too_early": "The time that the definition fixes for this has not come.",
    "too_late": "The time that the definition fixes for this is over.",
    "transcript_unsigned": "A keyholder of the ceremony has not signed the transcript.",
    "transcript_wrong": "The transcript is not the one that the commitments give.",
    "truncated": "The data ends before its own length field says.",
    "value_out_of_range": "A number is outside what its format allows.",
    "vouch_missing": "A person does not have the two standing vouches that this needs.",
    "vouch_too_many": "A key has vouched more than twelve times in 90 days.",
    "withdrawal_ignored": "A withdrawal that was handed to a keyholder in time does not stand in the box.",
    "word_left_out": "A word in the members' book by somebody who speaks in the list is not in the list.",
    "word_repeated": "The same word stands in the members' book already.",
    "wrong_box": "The envelope belongs to another box.",
}


class Refused(ValueError):
    """Input that the protocol does not accept.

    `reason` is a key of REASONS. `detail` says where or what, and never holds a secret.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        sentence = REASONS[reason]
        super().__init__(f"{sentence} ({detail})" if detail else sentence)

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        """Survive the way back from a worker process."""
        return (Refused, (self.reason, self.detail))
