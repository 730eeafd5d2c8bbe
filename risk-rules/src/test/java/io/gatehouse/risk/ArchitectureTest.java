package io.gatehouse.risk;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "io.gatehouse.risk", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.gatehouse.(risk..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule knowsNobodyElseOfGatehouse = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.gatehouse..").and(not(resideInAnyPackage("io.gatehouse.risk.."))));

    @ArchTest
    static final ArchRule scenariosKnowNothingOfDrools = noClasses()
            .that()
            .resideInAPackage("..scenario..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.drools..", "org.kie..");

    @ArchTest
    static final ArchRule droolsStaysInside = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(notMentionDrools());

    private static ArchCondition<JavaMember> notMentionDrools() {
        return new ArchCondition<>("mention no type of Drools") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                member.getAllInvolvedRawTypes().stream()
                        .filter(ArchitectureTest::isOfDrools)
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                member, member.getFullName() + " mentions " + type.getName())));
            }
        };
    }

    private static boolean isOfDrools(JavaClass type) {
        return Stream.of("org.drools", "org.kie").anyMatch(type.getPackageName()::startsWith);
    }
}
