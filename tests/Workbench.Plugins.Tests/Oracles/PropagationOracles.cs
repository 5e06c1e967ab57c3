namespace Workbench.Plugins.Tests.Oracles;

/// <summary>The expected maps of the propagation methods, by call.</summary>
internal static class PropagationOracles
{
    private static readonly string[] s_reductions = ["", "{reduce=sum}", "{reduce=l2}", "{reduce=signed-max}"];
    private static readonly string[] s_rectified = ["", "{reduce=sum}", "{reduce=l2}", "{reduce=max-abs}"];

    private static readonly string[] s_rectGrad =
    [
        "{q=80}",
        "{q=0}",
        "{q=50}",
        "{q=100}",
        "{quantile=nearest,q=90}",
        "{quantile=nearest,q=71}",
        "{threshold=zero}",
        "{product=true}",
        "{padding-trick=true,q=40}",
        "{padding-trick=true,q=60}",
        "{pool=proportional}", "{pool=proportional,q=50,padding-trick=true}",
    ];

    // Options of every LRP method; the next list has options of some.
    private static readonly string[] s_lrp =
    [
        "",
        "{bias=unchanged}",
        "{bias=drop}",
        "{first=box}",
        "{first=flat}",
        "{first=w-square}",
        "{first=w-square,bias=drop}",
        "{start=logit}",
        "{stabilizer=0}",
        "{stabilizer=0.01}",
    ];

    private static readonly string[] s_split =
    [
        "{split=false}", "{split=false,bias=unchanged}", "{linear=epsilon}", "{linear=epsilon,first=flat,bias=drop}",
    ];

    private static readonly IEnumerable<string> s_calls =
    [
        .. CallsWithOptions("gradient", s_reductions),
        "input-x-gradient",
        .. CallsWithOptions("guided-backprop", s_reductions),
        .. CallsWithOptions("deconvnet", s_reductions),
        .. CallsWithOptions("rectgrad", s_rectified),
        .. CallsWithOptions("rectgrad", s_rectGrad),
        .. CallsWithOptions("rectgrad-mod", s_rectified),
        .. CallsWithOptions("rectgrad-mod", s_rectGrad),
        .. CallsWithOptions("lrp-0", s_lrp),
        .. CallsWithOptions("lrp-epsilon", s_lrp),
        "lrp-epsilon{epsilon=0}",
        "lrp-epsilon{epsilon=0.25}",
        "lrp-epsilon{epsilon=0.25,bias=drop,first=box}",
        .. CallsWithOptions("lrp-zplus", s_lrp), .. CallsWithOptions("lrp-zplus", s_split),
        .. CallsWithOptions("lrp-alphabeta", s_lrp),
        .. CallsWithOptions("lrp-alphabeta", s_split),
        "lrp-alphabeta{alpha=2,beta=1}",
        "lrp-alphabeta{alpha=2,beta=1,bias=unchanged}",
        "lrp-alphabeta{alpha=3,beta=2,split=false,bias=drop}",
        .. CallsWithOptions("lrp-gamma", s_lrp),
        .. CallsWithOptions("lrp-gamma", s_split),
        "lrp-gamma{mirrored=false}",
        "lrp-gamma{mirrored=false,split=false,bias=unchanged,start=logit,stabilizer=1e-9}",
        "lrp-gamma{gamma=0}",
        "lrp-gamma{gamma=1e6}",
        "lrp-gamma{gamma=1e6,bias=drop}",
        "lrp-gamma{gamma=.inf}",
        "lrp-gamma{gamma=.inf,bias=drop,first=box}",
        "excitation-backprop",
        "excitation-backprop@input",
        "excitation-backprop@b2",
        "excitation-backprop@features.16{contrastive=true}",
        "excitation-backprop@input{contrastive=true}",
        "integrated-gradients",
        "integrated-gradients{steps=3,reduce=sum}",
        "integrated-gradients{steps=2,reduce=l2}",
        "integrated-gradients{steps=2,reduce=signed-max}",
        "integrated-gradients{steps=3}",
        "integrated-gradients{steps=2,baseline=0.3}",
        "integrated-gradients{quadrature=trapezoid,steps=5}",
        "smoothgrad",
        "smoothgrad{samples=3}",
        "smoothgrad{samples=2,sigma=0.4,reduce=signed-max}",
        "smoothgrad{samples=2,relative=false,reduce=sum}",
        "smoothgrad{samples=2,sigma=0,reduce=l2}",
    ];

    public static IReadOnlyDictionary<string, Func<OracleInput, Map>> All { get; } =
        s_calls.ToDictionary(
            call => call,
            call => (Func<OracleInput, Map>)(question => ComputeMap(question, call)),
            StringComparer.Ordinal);

    private static IEnumerable<string> CallsWithOptions(string id, IEnumerable<string> options) => options.Select(choice => id + choice);

    private static Map ComputeMap(OracleInput q, string text)
    {
        var call = ParsedCall.Parse(text);
        return call.Id switch
        {
            "gradient" => Reduce(q.Gradients[^1], call, "max-abs"),
            "input-x-gradient" => Sum(Times(q.Input, q.Gradients[^1])),
            "guided-backprop" => Reduce(q.Net.Signals(q.Target, ReluRules.Guided)[^1], call, "max-abs"),
            "deconvnet" => Reduce(q.Net.Signals(q.Target, ReluRules.Deconvolution)[^1], call, "max-abs"),
            "rectgrad" or "rectgrad-mod" => RectGrad(q, call),
            "excitation-backprop" => Excitation(q, call),
            "integrated-gradients" => Reduce(ManyInputs.Integrated(q, call), call, "max-abs"),
            "smoothgrad" => Reduce(ManyInputs.Smooth(q, call, ShippedPlugins.Method(text).Name), call, "max-abs"),
            _ => Lrp(q, call),
        };
    }

    private static Map RectGrad(OracleInput q, ParsedCall call)
    {
        var signal = q.Net.Signals(q.Target, ReluRules.RectGrad(call))[^1];
        return Reduce(call.Flag("product", false) ? Times(q.Input, signal) : signal, call, "signed-max");
    }

    private static Map Lrp(OracleInput q, ParsedCall call) =>
        Sum(
            q.Net.Signals(
                q.Target,
                Relevance.Rule(call, Last(q)),
                call.Text("start", "one") == "logit" ? q.Net.Outputs[^1].Values[q.Target] : 1)[^1]);

    private static Map Excitation(OracleInput q, ParsedCall call)
    {
        var signals = q.Net.Signals(q.Target, Relevance.Rule(call, Last(q)));
        var map = Sum(call.Layer == "input" ? signals[^1] : signals[q.Model.Architecture[call.Layer ?? "features.23"].Index]);
        return call.Flag("contrastive", false) ? map.Select(value => Math.Max(0, value)) : map;
    }

    private static int Last(OracleInput q) => q.Model.Architecture.Layers.Count - 1;

    private static Volume Times(Volume a, Volume b) => a with { Values = [.. a.Values.Zip(b.Values, (x, y) => x * y)] };

    private static Map Sum(Volume v) => v.CreateMap((y, x) => v.SumOver(c => v[c, y, x]));

    private static Map Reduce(Volume v, ParsedCall call, string otherwise) => v.CreateMap((y, x) =>
    {
        double[] channels = [.. Enumerable.Range(0, v.Channels).Select(c => v[c, y, x])];
        return call.Text("reduce", otherwise) switch
        {
            "max-abs" => channels.Max(Math.Abs),
            "sum" => channels.Sum(),
            "l2" => Math.Sqrt(channels.Sum(value => value * value)),
            "signed-max" => channels.MaxBy(Math.Abs),
            var other => throw new NotSupportedException($"Unknown reduction '{other}'."),
        };
    });
}
