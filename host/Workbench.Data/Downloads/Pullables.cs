using System.Security.Cryptography;

namespace Workbench.Data.Downloads;

/// <summary>All files that can be pulled.</summary>
public static class Pullables
{
    /// <summary>The prefix of a name in a spec.</summary>
    public const string Prefix = "pull:";

    private const string Torchvision = "https://download.pytorch.org/models/";
    private const string Voc = "http://host.robots.ox.ac.uk/pascal/VOC/";
    private const string TorchRayCommit = "6a198ee61d229360a3def590410378d2ed6f1f06";

    private const string TorchvisionLicence =
        "torchvision is BSD-3-Clause; the weights were trained on ImageNet, whose terms allow non-commercial research and teaching.";
    private const string TorchvisionCite =
        "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015; "
        + "Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, IJCV 2015.";
    private const string TorchRayLicence = "CC BY-NC 4.0 (TorchRay): not for commercial use.";
    private const string TorchRayCite =
        "Zhang et al., Top-Down Neural Attention by Excitation Backprop, IJCV 2018; "
        + "Fong, Patrick and Vedaldi, Understanding Deep Networks via Extremal Perturbations and Smooth Masks, ICCV 2019.";
    private const string VocLicence = "The photographs are from flickr; flickr's terms of use apply.";
    private const string VocCite = "Everingham et al., The Pascal Visual Object Classes (VOC) Challenge, IJCV 2010.";

    /// <summary>The files, in listing order.</summary>
    public static IReadOnlyList<Pullable> All { get; } =
    [
        Weights("vgg16-imagenet", "torchvision's VGG-16, trained on ImageNet", "vgg16-397923af.pth", 553_433_881),
        Weights(
            "vgg16-bn-imagenet", "torchvision's VGG-16 with batch normalisation, trained on ImageNet", "vgg16_bn-6c64b313.pth",
            553_507_836),
        Weights("vgg11-imagenet", "torchvision's VGG-11, trained on ImageNet", "vgg11-8a719046.pth", 531_456_000),
        Weights("vgg13-imagenet", "torchvision's VGG-13, trained on ImageNet", "vgg13-19584684.pth", 532_194_478),
        Weights("vgg19-imagenet", "torchvision's VGG-19, trained on ImageNet", "vgg19-dcbb9e9d.pth", 574_673_361),
        new()
        {
            Name = "vgg16-voc07",
            Description = "the pointing game's VGG-16, fine-tuned on VOC2007 in Caffe, as TorchRay converted it",
            Size = 537_400_000,
            Url = new("https://dl.fbaipublicfiles.com/torchray/vgg16_voc-b050e8c3.pth.tar"),
            Check = ChecksumFromName("vgg16_voc-b050e8c3.pth.tar"),
            Licence = TorchRayLicence,
            Cite = TorchRayCite,
        },
        Photographs(
            "voc07-test", "VOC2007's test images with their annotations", "voc2007/VOCtest_06-Nov-2007.tar", 451_020_800,
            "b6e924de25625d8de591ea690078ad9f"),
        Photographs(
            "voc07-trainval", "VOC2007's training and validation images with their annotations", "voc2007/VOCtrainval_06-Nov-2007.tar",
            460_032_000, "c52e279531787c972589f7e41ab4ae64"),
        Photographs(
            "voc12-trainval", "VOC2012's training and validation images with their annotations", "voc2012/VOCtrainval_11-May-2012.tar",
            1_999_639_040, "6cd6e144f989b92b3379bac3b3de84fd"),
        new()
        {
            Name = "difficult-flags",
            Description = "the (image, class) pairs of VOC2007 test in the pointing game's difficult subset",
            Size = 232_744,
            Url = new(
                $"https://raw.githubusercontent.com/facebookresearch/TorchRay/{TorchRayCommit}/"
                + "torchray/benchmark/pointing_game_ebp_voc07_difficult.txt"),
            Check = new FlagCounts(),
            Licence = TorchRayLicence,
            Cite = TorchRayCite,
        },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(item => item.Name)];

    /// <summary>The file of a name, or null.</summary>
    public static Pullable? Find(string name) => All.FirstOrDefault(item => item.Name == name);

    private static Pullable Weights(string name, string what, string file, long size) =>
        new()
        {
            Name = name,
            Description = what,
            Url = new(Torchvision + file),
            Size = size,
            Check = ChecksumFromName(file),
            Licence = TorchvisionLicence,
            Cite = TorchvisionCite,
        };

    private static Pullable Photographs(string name, string what, string path, long size, string md5) =>
        new()
        {
            Name = name,
            Description = what,
            Url = new(Voc + path),
            Size = size,
            Check = new Checksum(HashAlgorithmName.MD5, md5),
            Licence = VocLicence,
            Cite = VocCite,
        };

    // PyTorch ends a file's name with the first digits of its SHA-256.
    private static Checksum ChecksumFromName(string file) =>
        new(HashAlgorithmName.SHA256, file[(file.LastIndexOf('-') + 1)..file.IndexOf('.', StringComparison.Ordinal)]);
}
