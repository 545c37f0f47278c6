#include "app/access_policy.hpp"

#include "app/access_config.hpp"
#include "app/place_files.hpp"
#include "app/session.hpp"
#include "app/text_file.hpp"

namespace mizan::app {
namespace {

// A hub without place tables has no stations whose district is known.
access::DistrictOf districts_by(std::shared_ptr<const normalize::PlaceTable> places, base::Day day) {
  return [places = std::move(places), day](std::string_view code) {
    const auto* place = places->find(code, day);
    return place == nullptr ? std::string() : place->parent;
  };
}

base::Result<> add_logins(const LoginConfig& login, const std::string& fetched_keys, access::Policy& policy) {
  policy.logins = login.rules;
  if (login.jwks.empty() && fetched_keys.empty()) return {};
  auto text = fetched_keys;
  if (!login.jwks.empty()) {
    MIZAN_ASSIGN(text, read_text(login.jwks));
  }
  const auto where = login.jwks.empty() ? login.jwks_url : login.jwks.string();
  MIZAN_ASSIGN(auto keys, access::KeySet::parse(text, where));
  policy.login_keys = std::make_shared<access::KeySet>(std::move(keys));
  return {};
}

}  // namespace

base::Result<std::shared_ptr<const access::Policy>> read_policy(const HubConfig& config, base::Day today,
                                                                const std::string& fetched_keys) {
  const auto tables = config.tables.empty() ? shipped_tables() : config.tables;
  const auto file =
      config.access->sharing.empty() ? tables / "access" / "sharing.toml" : config.access->sharing;
  auto policy = std::make_shared<access::Policy>();
  policy->loopback_operator = config.access->loopback_operator;
  policy->anonymous_public = config.access->anonymous_public;
  policy->organisations = config.access->organisations;
  policy->limits = config.access->limits;
  if (config.access->login) MIZAN_TRY(add_logins(*config.access->login, fetched_keys, *policy));
  MIZAN_ASSIGN(const auto text, read_text(file));
  MIZAN_ASSIGN(policy->sharing, access::Sharing::parse(text, file.string()));
  MIZAN_ASSIGN(const auto places, read_places(tables / "places" / "pakistan.csv", config.places));
  policy->district_of = districts_by(places.table, today);
  return std::shared_ptr<const access::Policy>(std::move(policy));
}

}  // namespace mizan::app
