package org.fprinciple;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way, and only backend.cuda touches JCuda. */
@AnalyzeClasses(packages = "org.fprinciple", importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("any-jdk")
class StructureTest {
    @ArchTest
    static final ArchRule ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("..cli..")
            .layer("bench")
            .definedBy("..bench..")
            .layer("distribution")
            .definedBy("..distribution..")
            .layer("report")
            .definedBy("..report..")
            .layer("bound")
            .definedBy("..bound..")
            .layer("validate")
            .definedBy("..validate..")
            .layer("solver")
            .definedBy("..solver..")
            .layer("net")
            .definedBy("..net..")
            .layer("flow")
            .definedBy("..flow..")
            .layer("solution")
            .definedBy("..solution..")
            .layer("operator")
            .definedBy("..operator..")
            .layer("problem")
            .definedBy("..problem..")
            .layer("backend")
            .definedBy("..backend..")
            .layer("io")
            .definedBy("..io..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("bench")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("distribution")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("validate")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("bound")
            .mayOnlyBeAccessedByLayers("cli", "validate")
            .whereLayer("solver")
            .mayOnlyBeAccessedByLayers("cli", "bound", "validate")
            .whereLayer("net")
            .mayOnlyBeAccessedByLayers("cli", "bench", "validate")
            .whereLayer("flow")
            .mayOnlyBeAccessedByLayers("cli", "solver", "net")
            .whereLayer("solution")
            .mayOnlyBeAccessedByLayers("cli", "bound", "validate", "solver", "net")
            .whereLayer("operator")
            .mayOnlyBeAccessedByLayers("cli", "bound", "validate", "solver", "solution")
            .whereLayer("problem")
            .mayOnlyBeAccessedByLayers(
                    "cli", "bench", "bound", "validate", "net", "solver", "solution", "operator", "backend")
            .whereLayer("backend")
            .mayOnlyBeAccessedByLayers(
                    "cli", "bench", "bound", "validate", "net", "solver", "flow", "solution", "operator")
            .whereLayer("io")
            .mayOnlyBeAccessedByLayers("cli", "bench", "validate", "problem");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.fprinciple.(*)..").should().beFreeOfCycles();

    /** The page must be written where a Java runtime has no desktop. */
    @ArchTest
    static final ArchRule PAGE_WITHOUT_DESKTOP = noClasses()
            .that()
            .resideInAPackage("..report.page..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "javax.imageio..", "org.fprinciple.report");

    @ArchTest
    static final ArchRule JCUDA_BEHIND_ITS_DOOR = noClasses()
            .that()
            .resideOutsideOfPackage("..backend.cuda..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jcuda..");
}
