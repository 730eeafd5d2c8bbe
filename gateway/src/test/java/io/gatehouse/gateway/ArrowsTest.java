package io.gatehouse.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. The corridor's stages know their own children and what they need of the stores, never another stage; only cli knows everything. */
@AnalyzeClasses(packages = "io.gatehouse.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    private static final String ROOT = "io.gatehouse.gateway.";

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.gatehouse.gateway.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule STAGES_DO_NOT_KNOW_EACH_OTHER = slices().matching("io.gatehouse.gateway.flow.(*)..")
            .should()
            .notDependOnEachOther()
            .because("the corridor hands values on; LoginFlow alone knows the rooms");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_CLI = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "cli..");

    @ArchTest
    static final ArchRule NOBODY_BUT_THE_ROOT_AND_CLI_KNOWS_STAGES = noClasses()
            .that(resideInAnyPackage(
                    ROOT + "exchange..",
                    ROOT + "config..",
                    ROOT + "keyring..",
                    ROOT + "store..",
                    ROOT + "telemetry..",
                    ROOT + "page..",
                    ROOT + "challenge..",
                    ROOT + "console..",
                    ROOT + "demo.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "flow..");

    @ArchTest
    static final ArchRule STAGES_KNOW_PORTS_NOT_STORES = noClasses()
            .that(resideInAnyPackage(ROOT + "flow..", ROOT + "challenge..", ROOT + "console.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "store.embedded..", ROOT + "store.redis..")
            .because("which store it is, cli decides");

    @ArchTest
    static final ArchRule LETTUCE_STAYS_IN_STORE_REDIS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "store.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lettuce..");

    @ArchTest
    static final ArchRule DROOLS_STAYS_IN_RISK_RULES =
            noClasses().should().dependOnClassesThat(resideInAnyPackage("org.drools..", "org.kie..", "org.mvel2.."));

    @ArchTest
    static final ArchRule CAFFEINE_STAYS_IN_STORE_AND_ENRICH = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "store..", ROOT + "flow.enrich..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.benmanes.caffeine..");

    @ArchTest
    static final ArchRule CHANNELS_STAY_WHERE_BYTES_ARE = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "exchange..", ROOT + "flow.accept..", ROOT + "flow.respond.forward..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.netty.bootstrap..")
                    .or(assignableTo("io.netty.channel.Channel"))
                    .or(assignableTo("io.netty.channel.ChannelHandler")));

    @ArchTest
    static final ArchRule EXCHANGE_IS_A_LEAF = classes()
            .that()
            .resideInAPackage(ROOT + "exchange..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(ROOT + "exchange..", "java..", "io.netty..", "org.jspecify.."));
}
