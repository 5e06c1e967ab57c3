namespace Workbench.Plugins.Tests.Oracles;

/// <summary>The expected maps of the aggregation methods, by call.</summary>
internal static class AggregationOracles
{
    private static readonly string[] s_blocks = ["b1", "b2", "b3", "b4", "b5"];

    public static IReadOnlyDictionary<string, Func<OracleInput, Map>> All { get; } =
        new Dictionary<string, Func<OracleInput, Map>>(StringComparer.Ordinal)
    {
        ["gradcam@b5"] = q => Definitions.GradCam(q.A("b5"), q.G("b5"), relu: true),
        ["gradcam@features.17{relu=false}"] = q => Definitions.GradCam(q.A("features.17"), q.G("features.17"), relu: false),
        ["gradcam-pos@b4"] = q => Definitions.GradCamPos(q.A("b4"), q.G("b4"), abs: true),
        ["gradcam-pos@features.30{positive=relu}"] = q => Definitions.GradCamPos(q.A("features.30"), q.G("features.30"), abs: false),
        ["gradcam++@b5"] = q => Definitions.GradCamPlusPlus(q.A("b5"), q.G("b5"), normalize: false),
        ["gradcam++@b1"] = q => Definitions.GradCamPlusPlus(q.A("b1"), q.G("b1"), normalize: false),
        ["gradcam++@b2{normalize=true}"] = q => Definitions.GradCamPlusPlus(q.A("b2"), q.G("b2"), normalize: true),
        ["gradcam++@b3{denominator=none}"] = q => Definitions.GradCamPlusPlusWithoutDenominator(q.A("b3"), q.G("b3")),
        ["gradmid@b3"] = q => Definitions.GradMid(q.G("b3"), abs: true),
        ["gradmid@b5{positive=relu}"] = q => Definitions.GradMid(q.G("b5"), abs: false),
        ["cumulative-gradcam"] = q => CumulativeCam(q, normalize: true, abs: true),
        ["cumulative-gradcam{normalize=false}"] = q => CumulativeCam(q, normalize: false, abs: true),
        ["cumulative-gradcam{positive=relu}"] = q => CumulativeCam(q, normalize: true, abs: false),
        ["cumulative-gradmid"] = q => CumulativeMid(q, normalize: true, abs: true),
        ["cumulative-gradmid{normalize=false,positive=relu}"] = q => CumulativeMid(q, normalize: false, abs: false),
        ["fullgrad"] = q => Definitions.FullGrad(q.Input, q.Gradients[^1], Convolutions(q), channel: false),
        ["fullgrad{psi=channel}"] = q => Definitions.FullGrad(q.Input, q.Gradients[^1], Convolutions(q), channel: true),
        ["fullgrad{biases=none}"] = q => Definitions.FullGrad(q.Input, q.Gradients[^1], [], channel: false),
        ["fullgrad{biases=one}"] = q =>
            Definitions.FullGrad(
                q.Input,
                q.Gradients[^1],
                Convolutions(q).Select(term => (term.Item1, term.Item2.Select(_ => 1.0).ToArray())),
                channel: false),
        ["layercam@b3"] = q => Definitions.LayerCam(q.A("b3"), q.G("b3")),
        ["layercam@features.17"] = q => Definitions.LayerCam(q.A("features.17"), q.G("features.17")),
        ["xgradcam@b5"] = q => Definitions.XGradCam(q.A("b5"), q.G("b5")),
        ["xgradcam@b2"] = q => Definitions.XGradCam(q.A("b2"), q.G("b2")),
        ["hirescam@b3"] = q => Definitions.HiResCam(q.A("b3"), q.G("b3")),
        ["normgrad@b4"] = q => Definitions.NormGrad(q.A("b4"), q.G("b4"), selective: false),
        ["normgrad@features.17{selective=true}"] = q => Definitions.NormGrad(q.A("features.17"), q.G("features.17"), selective: true),
    };

    private static Map CumulativeCam(OracleInput q, bool normalize, bool abs) => Definitions.Cumulative(
        s_blocks.Select(block => Definitions.GradCamPos(q.A(block), q.G(block), abs)), q.Input.Height, q.Input.Width, normalize);

    private static Map CumulativeMid(OracleInput q, bool normalize, bool abs) => Definitions.Cumulative(
        s_blocks.Select(block => Definitions.GradMid(q.G(block), abs)), q.Input.Height, q.Input.Width, normalize);

    private static IEnumerable<(Volume, double[])> Convolutions(OracleInput q) =>
        q
            .Model.Architecture.Layers.Where(layer => layer.Kind == LayerKind.Conv2d)
            .Select(layer => (q.Gradients[layer.Index], q.Net.Bias(layer.Index)));
}
