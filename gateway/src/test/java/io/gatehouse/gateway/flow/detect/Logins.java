package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.PathGlob;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sign-ins as a configuration has them, at {@code /login} unless told otherwise. */
final class Logins {
    static final Config.Login FORM = login(Config.Username.Source.FORM, "username", null);
    /** On a path that does other things too. */
    static final Config.Login FORM_WHEN = login(Config.Username.Source.FORM, "u", "p");

    static final Config.Login JSON = login(Config.Username.Source.JSON, "/user/name", null);
    static final Config.Login JSON_WHEN = login(Config.Username.Source.JSON, "/user/name", "password");
    static final Config.Login HEADER = login(Config.Username.Source.HEADER, "X-User", null);
    static final Config.Login BASIC = login(Config.Username.Source.BASIC, "Authorization", null);

    private Logins() {}

    static Config.Login login(Config.Username.Source source, String name, @Nullable String whenField) {
        return new Config.Login(
                null,
                PathGlob.of("/login"),
                Set.of("POST"),
                whenField,
                new Config.Username(
                        source,
                        name,
                        source == Config.Username.Source.BASIC ? new Config.Probe("GET", "/me") : null,
                        List.of(Config.Normalisation.NFKC, Config.Normalisation.TRIM, Config.Normalisation.LOWER)),
                new Config.Success(Set.of(302), null, null, null, null),
                null,
                null);
    }

    static Config.Login at(String path, Config.Login login, String... methods) {
        return new Config.Login(
                null,
                PathGlob.of(path),
                methods.length == 0 ? login.methods() : Set.of(methods),
                login.whenField(),
                login.username(),
                login.success(),
                login.session(),
                login.signOut());
    }
}
