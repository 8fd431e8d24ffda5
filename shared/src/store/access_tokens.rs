//! Merchants' access tokens, by their hash.

use super::{
    Store, delete,
    error::StoreError,
    item::{Reader, Writer},
    put,
    query::Slice,
    schema::{self, Item, Key, attribute as a},
    transact::Transaction,
};
use crate::domain::{
    access::{AccessGrant, Scope},
    id::{AccessTokenId, OrganizationId},
    token::{AccessToken, TokenHash},
};

/// What became of minting a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minted {
    /// It opens what its scopes say.
    Minted,
    /// There is no such organization.
    NoSuchOrganization,
}

impl Store {
    /// What a token allows, expired or not.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn access_grant(
        &self,
        token: &AccessToken,
    ) -> Result<Option<AccessGrant>, StoreError> {
        let hash = token.hash();
        let item = self.get(&Key::access_token(token.owner(), &hash), true).await?;
        item.as_ref().map(|item| read(item, hash)).transpose()
    }

    /// Stores a token's grant, if its organization exists.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn mint_access_token(&self, grant: &AccessGrant) -> Result<Minted, StoreError> {
        let exists = self
            .check(&Key::organization(grant.organization))
            .condition_expression("attribute_exists(pk)");
        let writes = vec![put(self.put(write(grant)))?, super::check(exists)?];
        Ok(match self.transact(writes).await? {
            Transaction::Committed => Minted::Minted,
            Transaction::Refused(_) => Minted::NoSuchOrganization,
        })
    }

    /// Every token of an organization, expired ones that TTL has not swept among them.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn access_grants(
        &self,
        organization: OrganizationId,
    ) -> Result<Vec<AccessGrant>, StoreError> {
        let items = self.access_token_items(organization).await?;
        items.iter().map(|item| read(item, hash_of(item)?)).collect()
    }

    /// Ends a token at once. Tells whether there was one of this name.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn revoke_access_token(
        &self,
        organization: OrganizationId,
        id: AccessTokenId,
    ) -> Result<bool, StoreError> {
        let items = self.access_token_items(organization).await?;
        let named = items
            .iter()
            .find(|item| Reader(item).parsed(a::ID).is_ok_and(|it: AccessTokenId| it == id));
        let Some(key) = named.and_then(Key::of) else {
            return Ok(false);
        };
        self.transact(vec![delete(self.delete(&key))?]).await?;
        Ok(true)
    }

    async fn access_token_items(
        &self,
        organization: OrganizationId,
    ) -> Result<Vec<Item>, StoreError> {
        self.slice(Slice::of(schema::organization(organization)).beginning(schema::ACCESS_TOKENS))
            .await
    }
}

fn write(grant: &AccessGrant) -> Item {
    let writer = Writer::new(&Key::access_token(grant.organization, &grant.hash))
        .text(a::ID, grant.id)
        .text(a::ORGANIZATION, grant.organization)
        .optional_text(a::NAME, grant.name.as_ref())
        .texts(a::SCOPES, &grant.scopes)
        .bytes(a::HASH, grant.hash.as_bytes())
        .millis(a::CREATED_AT, grant.created_at);
    match grant.expires_at {
        Some(expires_at) => writer.seconds(a::EXPIRES_AT, expires_at),
        None => writer,
    }
    .item()
}

pub(super) fn read(item: &Item, hash: TokenHash) -> Result<AccessGrant, StoreError> {
    let item = Reader(item);
    let scope = |name: String| {
        let known = Scope::ALL.into_iter().find(|scope| scope.as_str() == name);
        known.ok_or(StoreError::Corrupt(a::SCOPES))
    };
    Ok(AccessGrant {
        id: item.parsed(a::ID)?,
        hash,
        organization: item.parsed(a::ORGANIZATION)?,
        name: item.optional_text(a::NAME)?.map(str::to_owned),
        scopes: item.texts(a::SCOPES)?.into_iter().map(scope).collect::<Result<_, _>>()?,
        created_at: item.millis(a::CREATED_AT)?,
        expires_at: item.optional(a::EXPIRES_AT, Reader::seconds)?,
    })
}

fn hash_of(item: &Item) -> Result<TokenHash, StoreError> {
    Reader(item).bytes(a::HASH).map(TokenHash::from_bytes)
}
