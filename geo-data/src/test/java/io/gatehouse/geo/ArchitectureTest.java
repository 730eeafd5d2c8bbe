package io.gatehouse.geo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.gatehouse", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> THE_REST_OF_GATEHOUSE = JavaClass.Predicates.resideInAPackage(
                    "io.gatehouse..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.gatehouse.geo..")));

    @ArchTest
    static final ArchRule geoDataKnowsNobody = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.geo..")
            .should()
            .dependOnClassesThat(THE_REST_OF_GATEHOUSE);

    @ArchTest
    static final ArchRule ofMaxMindOnlyTheReaderIsUsed =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.maxmind.geoip2..");

    /** One class a slice: the package is one room, and its classes form no ring either. */
    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.gatehouse.(**)").should().beFreeOfCycles();
}
