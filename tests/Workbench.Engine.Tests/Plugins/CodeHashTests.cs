using Microsoft.CodeAnalysis;
using Workbench.Engine.Loading;

namespace Workbench.Engine.Tests.Plugins;

/// <summary>
/// A class's hash changes with all code that its results depend on and, as far as the compiler allows, with nothing else.
/// </summary>
public sealed class CodeHashTests
{
    // A class that uses many of the language's constructs, and the classes that it uses.
    private const string Subject = """
        [Attribution("subject", Cite = "Someone 2020")]
        public sealed class Subject : Middle
        {
            private static readonly double[] s_weights = [0.25, 0.5, 0.125, 1.5, 2.5];
            private const double Factor = 1.5;

            private readonly Options _options = new();

            public double Formula(double x) => Factor * x + 7;

            public double Calls(double x) =>
                Shared.Twice(x) + Generic<int>.Value(x) + ((IContract)new Implementation()).Give() + s_weights[0];

            public Func<double, double> Lambda(double y) => x => x * y - 3;

            public double Local(double x)
            {
                double Inner(double z) => z + 11;
                return Inner(x) + _options.Scale;
            }

            public IEnumerable<int> Iterator()
            {
                yield return 1;
                yield return 2;
            }

            public async Task<int> Later()
            {
                await Task.Yield();
                return 21;
            }

            public int Strings(string text) => text switch
            {
                "one" => 1, "two" => 2, "three" => 3, "four" => 4, "five" => 5, "six" => 6, "seven" => 7, "eight" => 8, _ => 0
            };

            public int Numbers(int x) => x switch { 0 => 10, 1 => 20, 2 => 30, 3 => 40, 4 => 50, _ => 60 };

            public string Interpolated(double x) => $"value {x:0.00} here";

            public ReadOnlySpan<byte> Bytes() => "bytes"u8;

            public int Caught()
            {
                try
                {
                    return int.Parse("1");
                }
                catch (FormatException)
                {
                    return -1;
                }
            }
        }
        """;

    private const string Beside = """
        public abstract class Middle : Base
        {
            public double InMiddle(double x) => x / 3;
        }

        public abstract class Base
        {
            public virtual double InBase(double x) => x - 2;
        }

        public sealed record Options
        {
            [Option("factor", Max = 4)]
            public double Scale { get; init; } = 0.5;
        }

        public static class Shared
        {
            public static double Twice(double x) => Third.Shift(x) * 2;
        }

        public static class Third
        {
            public static double Shift(double x) => x + 0.001;
        }

        public static class Generic<T>
        {
            public static double Value(double x) => x + 5;
        }

        public interface IContract
        {
            double Give() => 99;
        }

        public sealed class Implementation : IContract;
        """;

    private const string Neighbour = """
        [Attribution("neighbour", Cite = "Someone 2021")]
        public sealed class Neighbour
        {
            private static readonly double[] s_weights = [9, 8, 7, 6, 5, 4];

            public double First(double x) => x + 100;

            public int Second(string text) => text switch { "a" => 1, "b" => 2, "c" => 3, "d" => 4, "e" => 5, "f" => 6, "g" => 7, _ => 0 };

            public Func<double, double> Lambda(double y) => x => x + y + s_weights[0];
        }
        """;

    private static readonly string s_hash = CompiledCode.HashOf(Subject, Beside, Neighbour);

    [Fact]
    public void It_is_sixteen_digits_and_the_same_every_time()
    {
        s_hash.ShouldMatch("^[0-9a-f]{16}$");
        CompiledCode.HashOf(Subject, Beside, Neighbour).ShouldBe(s_hash);
    }

    [Theory]
    [InlineData("Factor * x + 7", "Factor * x - 7")]              // an operation
    [InlineData("Factor * x + 7", "Factor * x + 8")]              // a small number
    [InlineData("Factor = 1.5", "Factor = 1.25")]                 // a constant, which the compiler writes where it is used
    [InlineData("0.5, 0.125", "0.5, 0.126")]                      // an array's initialiser
    [InlineData("s_weights[0];", "s_weights[1];")]
    [InlineData("Shared.Twice(x)", "Third.Shift(x)")]             // a callee
    [InlineData("Generic<int>", "Generic<long>")]                 // a type argument
    [InlineData("x * y - 3", "x * y - 4")]                        // a lambda
    [InlineData("z + 11", "z + 12")]                              // a local function
    [InlineData("yield return 2", "yield return 3")]              // an iterator
    [InlineData("return 21", "return 22")]                        // an asynchronous method
    [InlineData("\"seven\" => 7", "\"seven\" => 8")]              // a switch over strings: its values
    [InlineData("\"seven\" => 7", "\"sefen\" => 7")]              // and its strings
    [InlineData("2 => 30", "2 => 31")]                            // a switch over numbers
    [InlineData("1 => 20, 2 => 30", "2 => 20, 1 => 30")]
    [InlineData("value {x:0.00} here", "value {x:0.00} there")]   // an interpolated string
    [InlineData("{x:0.00}", "{x:0.000}")]
    [InlineData("\"bytes\"u8", "\"bites\"u8")]                    // bytes
    [InlineData("catch (FormatException)", "catch (OverflowException)")]
    [InlineData("[Attribution(\"subject\"", "[Attribution(\"renamed\"")]
    [InlineData("Someone 2020", "Another 2020")]                  // the citation counts, as every attribute does
    [InlineData("public double Formula", "public double Renamed")]
    [InlineData(": Middle", ": Base")]
    public void It_changes_with_the_class(string before, string after) =>
        CompiledCode.HashOf(Changed(Subject, before, after), Beside, Neighbour).ShouldNotBe(s_hash);

    [Theory]
    [InlineData("x / 3", "x / 4")]                                // its base class
    [InlineData("x - 2", "x - 3")]                                // and the base class of that
    [InlineData("= 0.5", "= 0.75")]                               // an option's default
    [InlineData("Max = 4", "Max = 5")]                            // and its range
    [InlineData("Third.Shift(x) * 2", "Third.Shift(x) * 3")]      // a static method that it calls
    [InlineData("x + 0.001", "x + 0.002")]                        // a method that this one calls
    [InlineData("x + 5", "x + 6")]                                // a generic class's
    [InlineData("Give() => 99", "Give() => 98")]                  // an interface's default
    public void It_changes_with_what_the_class_uses(string before, string after) =>
        CompiledCode.HashOf(Subject, Changed(Beside, before, after), Neighbour).ShouldNotBe(s_hash);

    [Theory]
    [InlineData("x + 100", "x + 101")]
    [InlineData("[9, 8, 7, 6, 5, 4]", "[9, 8, 7, 6, 5, 4, 3]")]
    [InlineData("\"a\" => 1", "\"z\" => 1")]
    [InlineData("public double First(double x) => x + 100;", "")]
    [InlineData(
        "public double First(double x) => x + 100;",
        "public static object Anonymous() => new { Width = 1 }; public double Zero() => 0; public double First(double x) => x + 100;")]
    [InlineData("Someone 2021", "Someone 1821")]
    public void It_does_not_change_with_a_neighbour(string before, string after) =>
        CompiledCode.HashOf(Subject, Beside, Changed(Neighbour, before, after)).ShouldBe(s_hash);

    [Fact]
    public void It_does_not_change_with_other_code_of_the_assembly()
    {
        CompiledCode.HashOf(Subject, Beside).ShouldBe(s_hash);
        CompiledCode
            .HashOf(
                Subject,
                Beside,
                Neighbour,
                "public static class Added { "
                + "public static string Text(int x) => x switch { 0 => \"zero\", 1 => $\"{x} one\", _ => \"\" }; }")
            .ShouldBe(s_hash);
        CompiledCode.HashOf(Neighbour, Beside, Subject).ShouldBe(s_hash);   // in another order
    }

    [Fact]
    public void It_does_not_change_with_comments_and_layout() =>
        CompiledCode
            .HashOf("// A comment.\n" + Subject.Replace("{\n", "{\n\n", StringComparison.Ordinal), Beside, Neighbour)
            .ShouldBe(s_hash);

    [Fact]
    public void It_does_not_depend_on_where_the_assembly_was_built()
    {
        var (here, there) = (
            CompiledCode.Compile("/build/one", [Subject, Beside]),
            CompiledCode.Compile("/somewhere/else", [Subject, Beside]));
        here.ShouldNotBe(there);   // the symbols have the paths of the sources
        CompiledCode.HashOf(there).ShouldBe(CompiledCode.HashOf(here));
    }

    [Fact]
    public void It_also_changes_with_some_edits_that_change_no_result()
    {
        // Another configuration compiles to other instructions.
        CompiledCode.HashOf(CompiledCode.Compile("/build/one", [Subject, Beside, Neighbour], OptimizationLevel.Debug)).ShouldNotBe(s_hash);
        // The compiler numbers lambdas within their class, so moving a method past another renames them.
        const string Two =
            "public sealed class Subject { public Func<int, int> A() => x => x + 1; public Func<int, int> B() => x => x + 2; }";
        const string Moved =
            "public sealed class Subject { public Func<int, int> B() => x => x + 2; public Func<int, int> A() => x => x + 1; }";
        CompiledCode.HashOf(Moved).ShouldNotBe(CompiledCode.HashOf(Two));
        // It numbers anonymous types within the assembly, so one of another shape in an earlier file renames later ones.
        const string Anonymous = "public sealed class Subject { public object A() => new { Width = 1 }; }";
        CompiledCode
            .HashOf("public static class Earlier { public static object B() => new { Height = 2 }; }", Anonymous)
            .ShouldNotBe(CompiledCode.HashOf(Anonymous));
    }

    [Fact]
    public void An_assembly_beside_it_counts_in_full()
    {
        using var folder = new TemporaryFolder();
        var assembly = CompiledCode.Compile("/build/one", [Subject, Beside, Neighbour]);
        File.WriteAllText(folder["Library.dll"], "one");
        var one = CompiledCode.HashOf(assembly, folder["Library.dll"]);
        File.WriteAllText(folder["Library.dll"], "two");
        new[] { s_hash, one, CompiledCode.HashOf(assembly, folder["Library.dll"]) }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Each_class_of_an_assembly_has_its_own_hash()
    {
        using var code = new CodeHash(CompiledCode.Compile("/build/one", [Subject, Beside, Neighbour]), []);
        new[] { "Subject", "Neighbour", "Shared", "Third", "Options" }.Select(code.ComputeForClass).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void A_hash_of_several_classes_does_not_follow_their_uses()
    {
        static string Each(string folder, params string[] sources)
        {
            using var code = new CodeHash(CompiledCode.Compile(folder, sources), []);
            return code.ComputeForClasses(name => name is "Subject" or "Third");
        }
        var hash = Each("/build/one", Subject, Beside, Neighbour);
        Each("/somewhere/else", Neighbour, Beside, Subject).ShouldBe(hash);
        Each("/build/one", Subject, Changed(Beside, "Third.Shift(x) * 2", "Third.Shift(x) * 3"), Neighbour).ShouldBe(hash);
        Each("/build/one", Subject, Changed(Beside, "x + 0.001", "x + 0.002"), Neighbour).ShouldNotBe(hash);
        // A nested class, and data that the compiler stores elsewhere.
        Each("/build/one", Changed(Subject, "x => x * y - 3", "x => x * y - 4"), Beside, Neighbour).ShouldNotBe(hash);
        Each("/build/one", Changed(Subject, "0.125", "0.25"), Beside, Neighbour).ShouldNotBe(hash);
    }

    private static string Changed(string source, string before, string after)
    {
        source.Split(before).Length.ShouldBe(2, $"'{before}' occurs once");
        return source.Replace(before, after, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_a_file_local_class_does_not_count()
    {
        string[] sources =
        [
            "public class Subject { public int Ask() => Own.Answer(); }\nfile static class Own { public static int Answer() => 42; }",
        ];
        var (one, two) = (CompiledCode.Compile("/build/one", sources), CompiledCode.Compile("/build/two", sources));
        one.ShouldNotBe(two);
        CompiledCode.HashOf(one).ShouldBe(CompiledCode.HashOf(two));
        CompiledCode
            .HashOf(CompiledCode.Compile("/build/one", [sources[0].Replace("42", "43", StringComparison.Ordinal)]))
            .ShouldNotBe(CompiledCode.HashOf(one));
    }
}
