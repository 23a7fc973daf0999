using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

/// <summary>URLs of a prompt, as they are spelled in JSON.</summary>
public sealed class ContentUrlTests
{
    public static TheoryData<string> Hostile =>
    [
        "file:///etc/passwd", "http://169.254.169.254/", "http://169.254.169.254", "https://169.254.169.254:8080/x", "http://user:pass@169.254.169.254/", "http://169.254.169.254./",
        "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::1]/",
        "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://100.100.100.200/latest", "http://metadata.google.internal/", "http://METADATA/", "http://metadata.goog/", "http://instance-data/",
        @"http:\/\/169.254.169.254\/", @"ht\u0074p://169.254.169.254/", @"http:\\\\169.254.169.254\\latest", @"http://169.254.\t169.254/", @"h\ntt\u000dp://169.254.169.254/", " http://169.254.169.254/ ",
        "http:169.254.169.254/", "http:/169.254.169.254/", "http:///169.254.169.254/", "http://", "http://[/", "http://xn--\u00ad/", "http://./", $"http://{new string('a', 70)}\u0378.{new string('b', 300)}/",
        $"http://{new string('a', 2_000)}@169.254.169.254/", $"http://{string.Concat(Enumerable.Repeat(@"\u0061", 400))}@169.254.169.254/",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void IsRefused(string url) => Assert.NotNull(ContentUrl.Complaint(Encoding.UTF8.GetBytes(url)));

    public static TheoryData<string> Usual =>
    [
        "https://pictures.example/1.png", "http://10.0.0.8/cat.png", "http://localhost:8000/a", "https://pictures.example", "https://pictures.example:8443/a b?c=d#e", "https://bücher.example/ü",
        "data:image/png;base64,AAAA", "httpfoo", "gs://bucket/x", "", "AAAA", "https://user:pass@pictures.example/", $"https://pictures.example/{new string('a', 5_000)}", "https://metadata.example/", "http://170.254.169.254/",
        @"https:\/\/pictures.example\/1.png", "https://[2606:4700::1111]/", @"https://pictures.\texam\u000aple\r/1.png",
    ];

    [Theory]
    [MemberData(nameof(Usual))]
    public void Passes(string url) => Assert.Null(ContentUrl.Complaint(Encoding.UTF8.GetBytes(url)));
}
