package io.gatehouse.gateway.challenge.factor;

import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import java.util.Base64;
import java.util.Optional;

/**
 * A passkey as {@link io.gatehouse.gateway.store.Factor#material} holds it: nothing of it is secret.
 *
 * @param host the relying party's id
 * @param data credential id and public key
 * @param backupEligible it may be copied to the owner's other devices; must stay what it was
 * @param counter how often it had signed when it was made
 */
record PasskeyRecord(
        String host, AttestedCredentialData data, boolean backupEligible, long counter, ObjectConverter converter) {

    static Optional<PasskeyRecord> of(String host, RegistrationData registered, ObjectConverter converter) {
        return Optional.ofNullable(registered.getAttestationObject()).flatMap(attestation -> {
            AuthenticatorData<?> made = attestation.getAuthenticatorData();
            return Optional.ofNullable(made.getAttestedCredentialData())
                    .map(data -> new PasskeyRecord(host, data, made.isFlagBE(), made.getSignCount(), converter));
        });
    }

    byte[] id() {
        return data.getCredentialId();
    }

    String encode() {
        byte[] bytes = new AttestedCredentialDataConverter(converter).convert(data);
        return host + " " + (backupEligible ? "synced" : "bound") + " "
                + Base64.getEncoder().encodeToString(bytes);
    }

    static PasskeyRecord decode(String material, ObjectConverter converter) {
        String[] parts = material.split(" ", -1);
        AttestedCredentialData data = new AttestedCredentialDataConverter(converter)
                .convert(Base64.getDecoder().decode(parts[2]));
        return new PasskeyRecord(parts[0], data, parts[1].equals("synced"), 0, converter);
    }

    /** @param used the last counter that it showed */
    CredentialRecord record(long used) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                backupEligible,
                backupEligible,
                used,
                data,
                null,
                null,
                null,
                null);
    }
}
