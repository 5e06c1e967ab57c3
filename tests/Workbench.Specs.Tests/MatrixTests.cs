namespace Workbench.Specs.Tests;

/// <summary>Matrices of methods and metrics.</summary>
public sealed class MatrixTests : IDisposable
{
    private const string Rest = "\nmetrics: [hits]\nsubject: subject.yaml\n";
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Methods(string methods) =>
        _folder.Load($"methods: {methods}{Rest}").Tables[0].Methods.Select(method => method.Name);

    [Fact]
    public void The_last_axis_varies_fastest() => Methods("[beta, {matrix: {method: [alpha++], layer: [b5, b4], flag: [true, false]}}]")
        .ShouldBe(["beta", "alpha++@b5{flag=true}", "alpha++@b5", "alpha++@b4{flag=true}", "alpha++@b4"]);

    [Fact]
    public void Axes_vary_in_the_order_written() => Methods("[{matrix: {flag: [true, false], layer: [b5, b4], method: alpha++}}]")
        .ShouldBe(["alpha++@b5{flag=true}", "alpha++@b4{flag=true}", "alpha++@b5", "alpha++@b4"]);

    [Fact]
    public void Exclude_removes_combinations_with_its_values_and_include_appends() => Methods("""

          - matrix: {method: alpha++, layer: [b5, b4, b3], flag: [true, false]}
            exclude: [{layer: b4}, {layer: b3, flag: true}]
            include: [alpha++@b1, beta]
        """).ShouldBe(["alpha++@b5{flag=true}", "alpha++@b5", "alpha++@b3", "alpha++@b1", "beta"]);

    [Fact]
    public void Steps_are_an_axis() =>
        Methods(
                "[{matrix: {method: ['beta | relu', alpha++], post: [~, abs, [relu, 'smooth{sigma=2}']]}, "
                    + "exclude: [{method: alpha++, post: [relu, 'smooth{sigma=2}']}, {method: alpha++, post: ~}]}]")
        .ShouldBe(["beta | relu", "beta | relu | abs", "beta | relu | relu | smooth{sigma=2}", "alpha++@b5 | abs"]);

    [Fact]
    public void Metrics_claims_and_panels_take_matrices()
    {
        var table = _folder.Load("""
            methods: [{matrix: {method: alpha++, layer: [b5, b4]}}, beta]
            metrics: [{matrix: {metric: hits, flag: [false, true]}}]
            subject: subject.yaml
            figure: {curves: hits, panels: [{methods: [{matrix: {method: alpha++, layer: [b5, b4]}}]}]}
            claims: [{metric: hits, lower: [{matrix: {method: alpha++, layer: [b5, b4]}}], than: beta}]
            """).Tables[0];
        table.Metrics.Select(metric => metric.Name).ShouldBe(["hits", "hits{flag=true}"]);
        table.Figure!.Panels[0].Methods.ShouldBe(["alpha++@b5", "alpha++@b4"]);
        table.Claims[0].ShouldBeOfType<Results.OrderClaim>().Methods.ShouldBe(["alpha++@b5", "alpha++@b4"]);
    }

    // 10⁹ combinations in one matrix, and two million in a list of matrices: neither is expanded.
    [Fact]
    public void A_product_of_too_many_values_is_rejected_before_it_is_expanded()
    {
        var values = $"[{string.Join(", ", Enumerable.Range(0, 1000))}]";
        _folder
            .ErrorMessage($"methods: [{{matrix: {{method: alpha++, layer: {values}, flag: {values}, other: {values}}}}}]{Rest}")
            .ShouldBe("spec.yaml:1:20: The matrix has more than 10000 combinations.");
        var hundred = $"[{string.Join(", ", Enumerable.Range(0, 100))}]";
        var matrix = $"{{matrix: {{method: alpha++, layer: {hundred}, flag: {hundred}}}}}";
        _folder
            .ErrorMessage($"methods: [{string.Join(", ", Enumerable.Repeat(matrix, 200))}]{Rest}")
            .ShouldContain("'methods' has more than 10000 entries, with its matrices expanded.");
    }

    [Theory]
    [InlineData("{method: [alpha++, betta], layer: [b5, b4]}", "spec.yaml:1:40: Unknown method 'betta'; did you mean 'beta'?")]
    [InlineData(
        "{method: [alpha++, beta], layer: [b5, b4]}",
        "spec.yaml:1:55: 'beta' takes no layer.\nspec.yaml:1:59: 'beta' takes no layer.")]
    [InlineData(
        "{method: alpha++, fleg: [true, false]}",
        "spec.yaml:1:46: 'alpha++' has no option 'fleg'; did you mean 'flag'?\n"
            + "spec.yaml:1:52: 'alpha++' has no option 'fleg'; did you mean 'flag'?")]
    [InlineData("{method: alpha++, post: [rleu, ~]}", "spec.yaml:1:46: Unknown post step 'rleu'; did you mean 'relu'?")]
    [InlineData("{layer: [b5, b4]}", "spec.yaml:1:21: A matrix needs the axis 'method'.")]
    [InlineData("{method: []}", "spec.yaml:1:30: The axis 'method' is empty.")]
    [InlineData("{method: [alpha++, alpha++]}", "spec.yaml:1:40: The axis 'method' lists 'alpha++' twice.")]
    [InlineData("{method: alpha++, layer: [[b5]]}", "spec.yaml:1:47: A value of the axis 'layer' must be text or a number, not a list.")]
    [InlineData("{method: alpha++@b5, layer: [b5, b4]}", "spec.yaml:1:30: 'alpha++@b5' has a layer, but the matrix has the axis 'layer'.")]
    [InlineData(
        "{method: alpha++}, exclude: [{method: beta}]",
        "spec.yaml:1:59: 'exclude' matches nothing: 'beta' is not a value of the axis 'method'; known: alpha++.")]
    [InlineData("{method: alpha++}, exclude: [{layer: b5}]", "spec.yaml:1:51: The matrix has no axis 'layer'; known: method.")]
    [InlineData(
        "{method: alpha++}, exclude: [{}]",
        "spec.yaml:1:50: 'exclude' takes mappings of an axis to one of its values, not an empty mapping.")]
    [InlineData("{method: alpha++}, exclude: [{method: alpha++}]", "spec.yaml:1:12: The matrix excludes all of its combinations.")]
    [InlineData("{method: alpha++}, layer: b5", "spec.yaml:1:40: Unknown key 'layer' in a matrix; known: matrix, exclude, include.")]
    [InlineData("[alpha++]", "spec.yaml:1:21: 'matrix' must be a mapping, not a list.")]
    public void Mistakes_are_reported_at_the_value(string matrix, string message) =>
        _folder.ErrorMessage($"methods: [ {{matrix: {matrix}}}]{Rest}").ShouldBe(message);
}
