package io.gatehouse.gateway.challenge.enrol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.factor.FactorOffice;
import io.gatehouse.gateway.challenge.factor.FactorOffice.Added;
import io.gatehouse.gateway.challenge.factor.Passkeys;
import io.gatehouse.gateway.challenge.factor.TypedCodes;
import io.gatehouse.gateway.challenge.phone.EnrolmentLinks;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.SmallBody;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.page.EnrolmentView;
import io.gatehouse.gateway.page.EnrolmentView.Step;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /.gatehouse/enrol} on the application's origin: forms, which work without scripts but for passkeys.
 *
 * <p>Who may enrol: a browser with which the user signed in within the last hour or two, and either often before, or which shows a code that could approve a sign-in. What the first kind adds
 * counts a day later, what the second adds at once: somebody who sits down at an open browser gives its owner a day to notice.
 */
public final class EnrolmentDesk {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolmentDesk.class);
    private static final String PATH = "/.gatehouse/enrol";
    private static final int LARGEST = 16 * 1024;

    private final Desk desk;
    private final FactorOffice office;
    private final Passkeys passkeys;
    private final TypedCodes codes;
    private final @Nullable EnrolmentLinks links;
    private final Acquaintance acquaintance;
    private final UnaryOperator<String> userName;
    private final Keyring keyring;
    private final Pages pages;
    private final InstantSource clock;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param links null where there is no phone page
     * @param userName how names are normalised before anything is known of them
     */
    public EnrolmentDesk(
            Desk desk,
            FactorOffice office,
            Passkeys passkeys,
            TypedCodes codes,
            @Nullable EnrolmentLinks links,
            Acquaintance acquaintance,
            UnaryOperator<String> userName,
            Keyring keyring,
            Pages pages,
            InstantSource clock) {
        this.desk = desk;
        this.office = office;
        this.passkeys = passkeys;
        this.codes = codes;
        this.links = links;
        this.acquaintance = acquaintance;
        this.userName = userName;
        this.keyring = keyring;
        this.pages = pages;
        this.clock = clock;
    }

    /** False if the request is for something else. */
    public boolean handle(Exchange exchange) {
        String path = exchange.head().path();
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            return false;
        }
        Optional<Session> session = Session.of(exchange, keyring, clock.instant());
        if (exchange.head().method().equals("GET") && path.equals(PATH)) {
            show(exchange, session, "");
        } else if (!exchange.head().method().equals("POST")) {
            pages.failure(exchange, HttpResponseStatus.METHOD_NOT_ALLOWED, "Method not allowed", "Begin anew.");
        } else if (!isOwnForm(exchange)) {
            pages.failure(exchange, HttpResponseStatus.FORBIDDEN, "This came from elsewhere", "Begin anew.");
        } else {
            SmallBody.read(
                    exchange,
                    LARGEST,
                    body -> posted(exchange, session, path.substring(PATH.length()), new Form(body)),
                    () -> pages.failure(
                            exchange, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "This is too large", "Begin anew."));
        }
        return true;
    }

    /** Sent by a page of this origin, as a page load: a script of the application cannot do it behind its user's back. */
    private static boolean isOwnForm(Exchange exchange) {
        HttpHeaders headers = exchange.head().headers();
        String origin = headers.get("Origin", site(exchange).origin());
        return headers.get("Sec-Fetch-Site", "same-origin").equals("same-origin")
                && headers.get("Sec-Fetch-Mode", "navigate").equals("navigate")
                && headers.get("Sec-Fetch-Dest", "document").equals("document")
                && origin.equals(site(exchange).origin());
    }

    private static Passkeys.Site site(Exchange exchange) {
        return new Passkeys.Site(
                (exchange.client().secure() ? "https://" : "http://")
                        + exchange.head().host(),
                exchange.head().hostName());
    }

    private record Form(Map<String, List<String>> fields) {
        Form(byte[] body) {
            this(new QueryStringDecoder(new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, 16)
                    .parameters());
        }

        String field(String name) {
            List<String> values = fields.getOrDefault(name, List.of());
            return values.size() == 1 ? values.get(0).strip() : "";
        }
    }

    private void posted(Exchange exchange, Optional<Session> session, String what, Form form) {
        if (what.equals("/start")) {
            start(exchange, form);
        } else if (session.isEmpty()) {
            show(exchange, session, "Time is up: begin anew.");
        } else {
            Session own = session.get();
            switch (what) {
                case "/totp" -> totp(exchange, own, form);
                case "/passkey" -> passkey(exchange, own, form);
                case "/codes" -> codes(exchange, own);
                case "/phone" -> phone(exchange, own);
                case "/end" -> seeOther(exchange, Session.noCookie(exchange));
                default -> show(exchange, session, "");
            }
        }
    }

    private void start(Exchange exchange, Form form) {
        String user = userName.apply(form.field("user"));
        String typed = form.field("code");
        then(
                exchange,
                acquaintance
                        .of(user, exchange)
                        .thenCompose(known -> typed.isEmpty() || known == Acquaintance.Known.NOT
                                ? CompletableFuture.completedFuture(new Welcome(known, false))
                                : confirmed(user, typed).thenApply(right -> new Welcome(known, right))),
                welcome -> {
                    if (welcome.known == Acquaintance.Known.NOT) {
                        show(
                                exchange,
                                Optional.empty(),
                                "Sign in to the application with this name and this browser first, then come back within the hour.");
                    } else if (!welcome.confirmed && !typed.isEmpty()) {
                        show(exchange, Optional.empty(), "This code is wrong, or was used before.");
                    } else if (!welcome.confirmed && welcome.known != Acquaintance.Known.PROVEN) {
                        show(
                                exchange,
                                Optional.empty(),
                                "This browser is still new to this account: a code is needed, of your own or from the people who run this service.");
                    } else {
                        seeOther(
                                exchange,
                                Session.of(user, welcome.confirmed, clock.instant())
                                        .cookie(exchange, keyring));
                    }
                });
    }

    private record Welcome(Acquaintance.Known known, boolean confirmed) {}

    private CompletionStage<Boolean> confirmed(String user, String typed) {
        return codes.read(user, typed)
                .map(proof -> desk.confirm(user, proof))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private static void seeOther(Exchange exchange, String cookie) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("Location", PATH)
                .set("Set-Cookie", cookie)
                .set("Cache-Control", "no-store");
        exchange.reply().send(HttpResponseStatus.SEE_OTHER, headers, new byte[0]);
    }

    private void show(Exchange exchange, Optional<Session> session, String said) {
        if (session.isEmpty()) {
            page(
                    exchange,
                    EnrolmentView.of(Step.START, exchange.head().host(), "").saying(said));
            return;
        }
        then(
                exchange,
                office.of(session.get().user()),
                all -> page(exchange, choose(exchange, session.get(), all).saying(said)));
    }

    private EnrolmentView choose(Exchange exchange, Session session, FactorsOfUser all) {
        StringBuilder has = new StringBuilder();
        all.factors()
                .forEach(factor -> has.append(factor.name())
                        .append(
                                clock.instant().isBefore(factor.usable())
                                        ? " (counts from " + factor.usable() + ")"
                                        : "")
                        .append('\n'));
        int left = all.left(FactorsOfUser.Typed.RECOVERY, clock.instant());
        if (left > 0) {
            has.append(left).append(" recovery codes\n");
        }
        return view(exchange, Step.CHOOSE, session).having(has.toString(), links != null && session.confirmed());
    }

    private static EnrolmentView view(Exchange exchange, Step step, Session session) {
        return EnrolmentView.of(step, exchange.head().host(), session.user()).waiting(!session.confirmed());
    }

    private void totp(Exchange exchange, Session session, Form form) {
        String draft = form.field("draft");
        if (draft.isEmpty()) {
            page(exchange, totpStep(exchange, session, office.draftTotp(session.user())));
            return;
        }
        then(
                exchange,
                office.addTotp(
                        session.user(),
                        draft,
                        form.field("code"),
                        name(form, "Authenticator app"),
                        session.confirmed()),
                added -> {
                    if (added == Added.WRONG) {
                        page(
                                exchange,
                                totpStep(exchange, session, draft)
                                        .saying(
                                                "This is not the code that the app should show now. Is the clock of its device right?"));
                    } else {
                        added(exchange, session, added);
                    }
                });
    }

    private EnrolmentView totpStep(Exchange exchange, Session session, String draft) {
        return office.totpUri(session.user(), draft, exchange.head().hostName())
                .map(uri -> {
                    QrPath qr = QrPath.of(uri.toString());
                    return view(exchange, Step.TOTP, session)
                            .drafting(
                                    draft,
                                    office.totpSecret(session.user(), draft).orElse(""))
                            .drawing(qr.size(), qr.path());
                })
                .orElseGet(() -> view(exchange, Step.CHOOSE, session));
    }

    private void passkey(Exchange exchange, Session session, Form form) {
        String credential = form.field("credential");
        if (credential.isEmpty()) {
            then(
                    exchange,
                    passkeys.creation(session.id(), session.user(), site(exchange)),
                    options ->
                            page(exchange, view(exchange, Step.PASSKEY, session).drafting(text(options), "")));
            return;
        }
        then(
                exchange,
                office.addPasskey(
                        passkeys,
                        session.user(),
                        session.id(),
                        site(exchange),
                        credential,
                        name(form, "Passkey"),
                        session.confirmed()),
                added -> added(exchange, session, added));
    }

    private String text(Map<String, ?> options) {
        try {
            return json.writeValueAsString(options);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("options are texts, numbers and lists", e);
        }
    }

    private static String name(Form form, String otherwise) {
        String name = form.field("name");
        return name.isEmpty() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)
                ? otherwise
                : name;
    }

    private void added(Exchange exchange, Session session, Added added) {
        switch (added) {
            case DONE -> {
                LOG.info("A factor was enrolled by its user (session {})", session.id());
                then(exchange, office.of(session.user()), all -> {
                    if (all.codesLeft(FactorsOfUser.Typed.RECOVERY) == 0) {
                        codes(exchange, session);
                    } else {
                        page(exchange, choose(exchange, session, all).saying("It is enrolled."));
                    }
                });
            }
            case TOO_MANY ->
                show(exchange, Optional.of(session), "There are as many as can be: have one revoked first.");
            case WRONG -> show(exchange, Optional.of(session), "That did not work: nothing was enrolled.");
        }
    }

    /** A set takes the place of the one before: not for who may be somebody else. */
    private void codes(Exchange exchange, Session session) {
        then(exchange, office.recoveryCodes(session.user(), session.confirmed()), drawn -> {
            if (drawn.isEmpty()) {
                show(
                        exchange,
                        Optional.of(session),
                        "There are recovery codes already. To replace them, begin anew with one of them, or another code.");
            } else {
                page(exchange, view(exchange, Step.CODES, session).having(spelled(drawn.get()), false));
            }
        });
    }

    private static String spelled(List<String> codes) {
        StringBuilder lines = new StringBuilder();
        codes.forEach(
                code -> lines.append(code, 0, 5).append('-').append(code, 5, 10).append('\n'));
        return lines.toString();
    }

    private void phone(Exchange exchange, Session session) {
        if (links == null || !session.confirmed()) {
            show(exchange, Optional.of(session), "For a phone, begin anew with a code.");
            return;
        }
        then(exchange, links.create(session.user()), link -> {
            QrPath qr = QrPath.of(link.toString());
            page(
                    exchange,
                    view(exchange, Step.PHONE, session)
                            .drafting("", link.toString())
                            .drawing(qr.size(), qr.path()));
        });
    }

    private void page(Exchange exchange, EnrolmentView view) {
        pages.enrolment(exchange, view, EmptyHttpHeaders.INSTANCE);
    }

    private <T> void then(Exchange exchange, CompletionStage<T> stage, Consumer<T> next) {
        stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        next.accept(value);
                    } else {
                        LOG.error("Enrolment cannot reach its store (reference {})", exchange.id(), failure);
                        pages.failure(
                                exchange,
                                HttpResponseStatus.SERVICE_UNAVAILABLE,
                                "Temporarily unavailable",
                                "Try again in a moment.");
                    }
                },
                exchange.reply().eventLoop());
    }
}
