namespace Workbench.Parity;

/// <summary>The method of ours that corresponds to a peer's map.</summary>
/// <param name="Call">Our method with its options; <c>{0}</c> is the layer.</param>
/// <param name="Ours">Applied to our map before the comparison: a step of the peer's pipeline that our method does not have.</param>
/// <param name="Theirs">Applied to the peer's map: our method's reduction of the three channels, or a final ReLU.</param>
/// <param name="Reason">Why no method of ours corresponds to the map, or null.</param>
/// <param name="Tie">Why the float64 comparison is not conclusive, or null. If set, only the float32 comparison counts.</param>
public sealed record Correspondence(
    string Call,
    Func<Map, Map>? Ours = null,
    Func<Map, Map>? Theirs = null,
    string? Reason = null,
    string? Tie = null)
{
    private static readonly Func<Map, Map> s_maxAbs = map => map.MaxAbs(),
        s_sum = map => map.Sum(),
        s_signedMax = map => map.SignedMax(),
        s_relu = map => map.Relu();
    private static readonly Func<Map, Map> s_pgc = map => map.Relu().MinMax(1e-7).Resize(64, alignCorners: false).Relu().MinMax(1e-7);

    private static readonly Dictionary<string, Correspondence> s_all = new(StringComparer.Ordinal)
    {
        ["grad.captum"] = new("gradient", Theirs: s_maxAbs),
        ["grad.torchray"] = new("gradient"),
        ["grad.torchray_smooth"] = new("gradient", Ours: map => map.Blur(0.02 * map.Width)),
        ["ixg.captum"] = new("input-x-gradient", Theirs: s_sum),
        ["ixg.torchray"] = new("input-x-gradient"),
        ["gbp.captum"] = new("guided-backprop", Theirs: s_maxAbs),
        ["gbp.torchray"] = new("guided-backprop"),
        ["gbp.zennit"] = new("guided-backprop", Theirs: s_maxAbs),
        ["gbp.pgc"] = new("guided-backprop{{reduce=sum}}", Theirs: s_sum),
        ["deconv.captum"] = new("deconvnet", Theirs: s_maxAbs),
        ["deconv.torchray"] = new("deconvnet"),
        ["deconv.zennit"] = new("deconvnet{{reduce=sum}}", Theirs: s_sum),
        ["ig16gl.captum"] = new("integrated-gradients", Theirs: s_maxAbs),
        ["ig16tr.captum"] = new("integrated-gradients{{quadrature=trapezoid}}", Theirs: s_maxAbs,
            Tie: "the first point is a constant input: every max-pool ties, and the last bit of float64 sums breaks the ties"),
        ["smoothgrad4.captum"] = new(SmoothGradWithPeerNoise.Call, Theirs: s_sum),
        ["rectgrad98.authors"] = new("rectgrad", Theirs: s_signedMax),
        ["rectgrad80.authors"] = new("rectgrad{{q=80}}", Theirs: s_signedMax),
        ["rectgrad98.1202kbs"] = new("rectgrad{{quantile=nearest}}", Theirs: s_signedMax),
        ["rectgrad80.1202kbs"] = new("rectgrad{{quantile=nearest,q=80}}", Theirs: s_signedMax),
        ["rectgrad98pad.1202kbs"] = new("rectgrad{{quantile=nearest,padding-trick=true}}", Theirs: s_signedMax),
        ["rectgrad98prr.1202kbs"] = new("rectgrad{{quantile=nearest,pool=proportional}}", Theirs: s_signedMax),
        ["rectgradtau0.1202kbs"] = new("rectgrad{{threshold=zero}}", Theirs: s_signedMax),
        ["rectgradmod98.1202kbs"] = new("rectgrad-mod{{quantile=nearest}}", Theirs: s_signedMax),
        ["rectgradmod98.authors"] = new("rectgrad-mod", Theirs: s_signedMax),
        ["lrp0.zennit"] = new("lrp-0", Theirs: s_sum),
        ["lrpeps1e-6.zennit"] = new("lrp-epsilon", Theirs: s_sum),
        ["lrpeps0.25.zennit"] = new("lrp-epsilon{{epsilon=0.25}}", Theirs: s_sum),
        ["lrpeps0.25nobias.zennit"] = new("lrp-epsilon{{epsilon=0.25,bias=drop}}", Theirs: s_sum),
        ["lrpgamma0.25.zennit"] = new("lrp-gamma", Theirs: s_sum),
        ["lrpgamma0.25nobias.zennit"] = new("lrp-gamma{{bias=drop}}", Theirs: s_sum),
        ["lrpgamma1e6.zennit"] = new("lrp-gamma{{gamma=1e6}}", Theirs: s_sum),
        ["lrpgamma1e6nobias.zennit"] = new("lrp-gamma{{gamma=1e6,bias=drop}}", Theirs: s_sum),
        ["lrpzplus.zennit"] = new("lrp-zplus", Theirs: s_sum),
        ["lrpzplusnobias.zennit"] = new("lrp-gamma{{gamma=.inf,bias=drop}}", Theirs: s_sum),
        ["lrpab10.zennit"] = new("lrp-alphabeta", Theirs: s_sum),
        ["lrpab21.zennit"] = new("lrp-alphabeta{{alpha=2,beta=1}}", Theirs: s_sum),
        ["lrpgammabox.zennit"] = new("lrp-gamma{{linear=epsilon,first=box}}", Theirs: s_sum),
        ["lrpzplusbox.zennit"] = new("lrp-zplus{{bias=drop,first=box}}", Theirs: s_sum),
        ["lrpplusflat.zennit"] = new("lrp-zplus{{linear=epsilon,first=flat}}", Theirs: s_sum),
        ["lrpepsplus.zennit"] = new("lrp-zplus{{linear=epsilon}}", Theirs: s_sum),
        ["lrpzpluswsq.zennit"] = new("lrp-zplus{{bias=drop,first=w-square}}", Theirs: s_sum),
        ["lrp1e-9.captum"] = new("lrp-epsilon{{epsilon=1e-9,start=logit,stabilizer=1e-9}}", Theirs: s_sum),
        ["lrpgamma0.25.captum"] = new("lrp-gamma{{bias=unchanged,mirrored=false,split=false,start=logit,stabilizer=1e-9}}", Theirs: s_sum),
        ["lrpgamma0.25nobias.captum"] = new("lrp-gamma{{bias=drop,mirrored=false,split=false,start=logit,stabilizer=1e-9}}", Theirs: s_sum),
        ["lrpa1b0.captum"] = new("lrp-alphabeta{{bias=unchanged,split=false,start=logit,stabilizer=1e-9}}", Theirs: s_sum),
        ["lrpa1b0nobias.captum"] = new("lrp-alphabeta{{bias=drop,split=false,start=logit,stabilizer=1e-9}}", Theirs: s_sum),
        ["ebp.torchray"] = new("excitation-backprop@{0}"),
        ["cebp.torchray"] = new("excitation-backprop@{0}{{contrastive=true}}"),
        ["gradcam.torchray"] = new("gradcam@{0}"),
        ["gradcam.captum"] = new("gradcam@{0}{{relu=false}}"),
        ["gradcam.pgc"] = new("gradcam@{0}", Ours: s_pgc),
        ["gradcam_resized.torchray"] = new("gradcam@{0}", Ours: map => map.Resize(64, alignCorners: false)),
        ["gradcam.idiap"] = new("", Reason: "weights by the gradient before the ReLU, unlike the definitions of GradCAM"),
        ["gradcampp_raw.pgc"] = new("gradcam++@{0}", Theirs: s_relu),
        ["gradcampp.pgc"] = new("gradcam++@{0}", Ours: s_pgc),
        ["gradcampp.torchcam"] = new("gradcam++@{0}{{denominator=none}}"),
        ["gradcampp_alphanorm.kit"] = new("gradcam++@{0}{{normalize=true}}"),
        ["gradcampos.captum"] = new("gradcam-pos@{0}"),
        ["gradmid.captum"] = new("gradmid@{0}"),
        ["gradmidrelu.captum"] = new("gradmid@{0}{{positive=relu}}"),
        ["normgrad.rebuffi"] = new("normgrad@{0}"),
        ["normgradsel.rebuffi"] = new("normgrad@{0}{{selective=true}}"),
        ["linapprox.torchray"] = new("hirescam@{0}"),
        ["layercam_raw.pgc"] = new("layercam@{0}"),
        ["layercam.torchcam"] = new("layercam@{0}"),
        ["xgradcam_raw.pgc"] = new("xgradcam@{0}"),
        ["xgradcam.torchcam"] = new("xgradcam@{0}", Ours: s_relu),
        ["hirescam_raw.pgc"] = new("hirescam@{0}"),
        ["elementwisecam_raw.pgc"] = new("layercam@{0}"),
        ["cumulativegradcam_norm.kit"] = new("cumulative-gradcam"),
        ["cumulativegradcam_raw.kit"] = new("cumulative-gradcam{{normalize=false}}"),
        ["cumulativegradmid_norm.kit"] = new("cumulative-gradmid"),
        ["cumulativegradmid_raw.kit"] = new("cumulative-gradmid{{normalize=false}}"),
        ["fullgrad.idiap"] = new("fullgrad"),
        ["simplefullgrad.idiap"] = new("fullgrad{{biases=one}}"),
        ["fullgrad.pgc"] = new("fullgrad{{psi=channel}}", Ours: map => map.MinMax(0)),
    };

    /// <summary>The correspondence of a case. If none is listed, it has a <see cref="Reason"/>.</summary>
    public static Correspondence FromCase(PeerCase reference)
    {
        if (!s_all.TryGetValue(reference.Kind, out var found)) return new("", Reason: "no corresponding method is listed");
        return found with
        {
            Call = string.Format(System.Globalization.CultureInfo.InvariantCulture, found.Call, reference.Layer ?? "input"),
        };
    }

    /// <summary>The listed methods of peers.</summary>
    public static IReadOnlyCollection<string> PeerMethods => s_all.Keys;
}
