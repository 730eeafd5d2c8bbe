package io.gatehouse.gateway.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The demo's trust, users and keys cannot come into {@code run}: nothing but its own command knows of it. */
@AnalyzeClasses(packages = "io.gatehouse.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class DemoIsolationTest {

    @ArchTest
    static final ArchRule ONLY_THE_DEMO_COMMAND_KNOWS_THE_DEMO = noClasses()
            .that()
            .resideOutsideOfPackage("io.gatehouse.gateway.demo")
            .and()
            .doNotHaveSimpleName("DemoCommand")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gatehouse.gateway.demo..");

    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_KNOWS_THE_DEMO_COMMAND = noClasses()
            .that()
            .doNotHaveSimpleName("DemoCommand")
            .and()
            .doNotHaveSimpleName("Main")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("DemoCommand");
}
