using System.Globalization;
using Workbench.Engine.Model;

namespace Workbench.Parity;

/// <summary>The methods of ours that correspond to the peers' maps on networks other than VGG-16.</summary>
public static class GraphCorrespondence
{
    private static readonly ModelVariant s_kept = new() { BatchNorm = BatchNormUse.Kept };

    private static readonly Dictionary<string, Correspondence> s_all = new(StringComparer.Ordinal)
    {
        ["grad.captum"] = new("gradient{{reduce=sum}}", Theirs: map => map.Sum()),
        ["ixg.captum"] = new("input-x-gradient", Theirs: map => map.Sum()),
        ["gbp.captum"] = new("guided-backprop{{reduce=sum}}", Theirs: map => map.Sum()),
        ["gbp.torchray"] = new("guided-backprop"),
        ["deconv.captum"] = new("deconvnet{{reduce=sum}}", Theirs: map => map.Sum()),
        ["deconv.torchray"] = new("deconvnet"),
        ["ig16gl.captum"] = new("integrated-gradients{{reduce=sum}}", Theirs: map => map.Sum()),
        ["fullgrad.idiap"] = new("fullgrad"),
        ["gradcam_raw.pgc"] = new("gradcam@{0}{{relu=false}}"),
        ["gradcam_final.pgc"] = new("gradcam@{0} | normalize | resize | normalize"),
        ["gradcam.torchcam"] = new("gradcam@{0}"),
        ["gradcampp_raw.pgc"] = new("gradcam++@{0}", Theirs: map => map.Relu()),
        ["gradcampp.torchcam"] = new("gradcam++@{0}{{denominator=none}}"),
        ["hirescam_raw.pgc"] = new("hirescam@{0}"),
        ["layercam_raw.pgc"] = new("layercam@{0}"),
        ["layercam.torchcam"] = new("layercam@{0}", Ours: map => map.Relu()),
        ["xgradcam_raw.pgc"] = new("xgradcam@{0}"),
        ["xgradcam.torchcam"] = new("xgradcam@{0}", Ours: map => map.Relu()),
        ["cam.torchcam"] = new("cam@{0}"),
        ["ebp.torchray"] = new("excitation-backprop@{0}"),
        ["epsilon-plus.zennit"] = new("lrp-zplus{{linear=epsilon{1}}}", Theirs: map => map.Sum()),
        ["epsilon-plus-flat.zennit"] = new("lrp-zplus{{linear=epsilon,first=flat{1}}}", Theirs: map => map.Sum()),
        ["epsilon-alpha2-beta1.zennit"] = new("lrp-alphabeta{{alpha=2,beta=1,linear=epsilon{1}}}", Theirs: map => map.Sum()),
        ["epsilon-gamma-box.zennit"] = new("lrp-gamma{{linear=epsilon,first=box{1}}}", Theirs: map => map.Sum()),
        ["lrp-epsilon.zennit"] = new("lrp-epsilon", Theirs: map => map.Sum()),
        ["excitation-backprop.zennit"] = new("lrp-zplus", Theirs: map => map.Sum()),
        ["deeplift-rescale.captum"] = new("", Reason: "no DeepLIFT"),
        ["deeplift-rescale.captum-patched"] = new("", Reason: "no DeepLIFT"),
        ["scorecam.torchcam"] = new("", Reason: "no Score-CAM"),
    };

    /// <summary>
    /// The form in which a network is loaded: the peer folds no batch normalisation of DenseNet, and FullGrad reads the biases of a VGG's
    /// convolutions and normalisations apart.
    /// </summary>
    public static ModelVariant? FormOf(PeerCase reference) =>
        reference is { Model: "densenet", Peer: "zennit" } or { Model: "vgg11_bn", Peer: "idiap" } ? s_kept : null;

    /// <summary>The correspondence of a case. If none is listed, it has a <see cref="Correspondence.Reason"/>.</summary>
    public static Correspondence FromCase(PeerCase reference)
    {
        if (!s_all.TryGetValue(reference.Kind, out var found)) return new("", Reason: "no corresponding method is listed");
        var layer = reference.Layer is null or "after the last ReLU" ? "last" : reference.Layer;
        var norm = FormOf(reference) is null ? "" : ",norm=pass";
        return found with { Call = string.Format(CultureInfo.InvariantCulture, found.Call, layer, norm) };
    }
}
